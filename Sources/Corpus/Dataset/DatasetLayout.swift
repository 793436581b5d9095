/// What a prepared dataset calls the files that describe it.
enum DatasetLayout {
    static let reportName = "report.json"
    static let pageName = "report.html"
}
