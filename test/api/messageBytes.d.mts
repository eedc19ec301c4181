interface Scalar {
  id: string;
  jobID: string;
  name: string;
  value: number;
}

interface Doubles {
  id: string;
  name: string;
  values: readonly number[];
}

export function scalarMetric(metric: Scalar): Buffer;
export function doublesData(data: Doubles): Buffer;
