/// The names of the files that a prepared dataset has besides its shards.
package enum DatasetLayout {
    package static let reportName = "report.json"
    package static let pageName = "report.html"
}
