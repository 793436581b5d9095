import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// A whole request.
struct ServedRequest: Sendable {
    var method: HTTPMethod
    var uri: String
    var headers: HTTPHeaders
    var body = Data()

    /// The parts of the path, decoded one by one.
    var path: [String] {
        uri.prefix { $0 != "?" }.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
    }

    var query: [String: String] {
        guard let start = uri.firstIndex(of: "?") else { return [:] }
        return Self.form(String(uri[uri.index(after: start)...])).reduce(into: [:]) { $0[$1.0] = $1.1 }
    }

    static func form(_ text: String) -> [(String, String)] {
        text.split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1).map { $0.removingPercentEncoding ?? String($0) }
            return (halves[0], halves.count == 2 ? halves[1] : "")
        }
    }
}

/// A whole answer, and how to spoil it.
struct ServedAnswer: Sendable {
    enum Spoiling: Sendable {
        /// The connection closes without an answer.
        case dropped
        /// The connection closes after so many bytes of the body.
        case cut(Int)
    }
    var status = 200
    var headers: HTTPHeaders = [:]
    var body = Data()
    var spoiling: Spoiling?
}

/// An HTTP server on 127.0.0.1 that answers whole requests.
struct ImitationServer: Sendable {
    private let channel: any Channel

    var origin: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }

    init(_ answer: @Sendable @escaping (ServedRequest) -> ServedAnswer) async throws {
        channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    func stop() async throws { try await channel.close() }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart
        private let answer: @Sendable (ServedRequest) -> ServedAnswer
        private var request: ServedRequest?

        init(_ answer: @Sendable @escaping (ServedRequest) -> ServedAnswer) { self.answer = answer }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): request = ServedRequest(method: head.method, uri: head.uri, headers: head.headers)
            case .body(let buffer): request?.body.append(contentsOf: buffer.readableBytesView)
            case .end:
                guard let request else { return }
                send(answer(request), isHead: request.method == .HEAD, context: context)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        private func send(_ answer: ServedAnswer, isHead: Bool, context: ChannelHandlerContext) {
            if case .dropped = answer.spoiling {
                context.close(promise: nil)
                return
            }
            var headers = answer.headers
            if headers["content-length"].isEmpty { headers.add(name: "content-length", value: "\(answer.body.count)") }
            let head = HTTPResponseHead(
                version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status), headers: headers)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            if case .cut(let count) = answer.spoiling {
                let part = ByteBuffer(bytes: answer.body.prefix(count))
                context.write(wrapOutboundOut(.body(.byteBuffer(part))), promise: nil)
                let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
                context.eventLoop.makeSucceededVoidFuture().whenComplete { _ in
                    bound.value.flush()
                    bound.value.close(promise: nil)
                }
                return
            }
            if !isHead {
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
            }
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
