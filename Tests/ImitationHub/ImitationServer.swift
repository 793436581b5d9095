import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// An HTTP server on 127.0.0.1 that answers whole requests.
public struct ImitationServer: Sendable {
    private let channel: any Channel

    /// The address, with the port that it got.
    public var origin: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }

    /// Begins to serve; a port of 0 is a free one.
    public init(port: Int, _ answer: @Sendable @escaping (ServedRequest) -> ServedAnswer) async throws {
        channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(answer))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
    }

    /// Stops serving.
    public func stop() async throws { try await channel.close() }

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
            // Neither of these has a body, nor says how long one would be.
            if headers["content-length"].isEmpty, answer.status != 304, answer.status != 204 {
                headers.add(name: "Content-Length", value: "\(answer.body.count)")
            }
            let head = HTTPResponseHead(
                version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status), headers: headers)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            let isCut = if case .cut = answer.spoiling { true } else { false }
            switch answer.spoiling {
            case .cut(let count), .stalled(let count):
                let part = ByteBuffer(bytes: answer.body.prefix(count))
                context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(part))), promise: nil)
                guard isCut else { return }
                let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
                context.eventLoop.makeSucceededVoidFuture().whenComplete { _ in bound.value.close(promise: nil) }
            case .dropped, nil:
                if !isHead {
                    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
                }
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }
}
