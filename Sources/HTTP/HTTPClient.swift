import CCurl
import Foundation

/// Sends requests over connections that it keeps, by HTTP/2 where a server has it.
///
/// It follows no redirect, adds no token, asks for no compression, and sends nothing twice: all of that is for its user to decide.
public final class HTTPClient: Sendable {
    /// How long making a connection may take: looking up the name, connecting, securing, and asking a proxy for all that.
    static let connectLimit = Duration.seconds(10)

    private let proxies: ProxySettings
    private let certificates: Certificates
    private let driver = Driver()

    /// A client that takes these ways out.
    public init(proxies: ProxySettings = ProxySettings(), certificates: Certificates = Certificates()) {
        self.proxies = proxies
        self.certificates = certificates
    }

    deinit { driver.stop() }

    /// Gives up what is on its way, and closes all connections.
    public func shutdown() async { await driver.stopped() }

    /// Sends a request and waits for the start of its answer.
    ///
    /// Cancelling the task takes effect at once.
    ///
    /// - Throws: `HTTPError`, or `CancellationError`.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try Task.checkCancellation()
        let proxy = try proxies.proxy(for: request.url)
        let transfer = Transfer(request, proxy: proxy, certificates: certificates, driver: driver)
        let reading = HTTPResponse.Body.Reading(transfer)
        driver.start(transfer)
        let (status, headers) = try await transfer.head()
        // A proxy that passes on what is not encrypted answers in the server's place.
        if status == 407, let proxy { throw HTTPError.proxyRefused(proxy, host: transfer.host, status: status) }
        return HTTPResponse(status: status, headers: headers, body: .init(reading: reading))
    }
}
