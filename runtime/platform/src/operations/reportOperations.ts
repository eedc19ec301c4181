import type { Report } from "../entities.js";
import { page } from "../page.js";
import { search } from "../search.js";
import {
  holdsText,
  type OperationContext,
  type Operations,
  projectAt,
  reportAt,
} from "./operation.js";
import { metricEntry, type RunOwner } from "./runObjects.js";

/** Reports and their metrics. */
export function reportOperations(
  context: OperationContext,
): Operations<"listReports" | "getReport" | "listReportMetrics"> {
  const { state } = context;
  return {
    listReports: ({ path, query }) => {
      const { projectID } = projectAt(context, path);
      const reports = state.reports.all().filter((report) => report.projectID === projectID);
      const found = search(reports, query.search, {
        report_id: (report) => report.reportID,
        test_suite_id: (report) => report.testSuiteID,
        branch_id: (report) => report.branchID,
        status: (report) => report.status,
        metrics_status: (report) => report.metricsStatus,
        created_at: (report) => report.creationTimestamp,
      }).filter((report) => holdsText(query.text, report.name));
      const { items, nextPageToken, total } = page(found, query);
      return { reports: items, nextPageToken, total };
    },

    getReport: ({ path }) => reportAt(context, path),

    listReportMetrics: async ({ path, query }) => {
      const own = owner(reportAt(context, path));
      const { metrics } = await state.runs.index(own.run);
      const { items, nextPageToken } = page(metrics, query);
      return {
        reportMetrics: items.map((metric) => metricEntry(context, own, metric)),
        nextPageToken,
      };
    },
  };
}

function owner(report: Report): RunOwner {
  const { reportID: run, projectID, creationTimestamp, userID, orgID } = report;
  return { run, projectID, creationTimestamp, userID, orgID };
}
