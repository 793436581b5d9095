/// The names of the files that a prepared dataset has besides its shards.
enum DatasetLayout {
    static let reportName = "report.json"
    static let pageName = "report.html"
}
