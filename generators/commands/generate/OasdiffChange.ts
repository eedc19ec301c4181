/** One entry of oasdiff's changelog. Its levels: 1 information, 2 warning, 3 error. */
export interface OasdiffChange {
  id: string;
  text: string;
  level: number;
  operation?: string;
  operationId?: string;
  path?: string;
  section?: string;
}
