import CCurl
import Foundation

/// A transfer while libcurl has it.
///
/// All of it is the driver's thread's.
final class ActiveTransfer {
    let transfer: Transfer
    /// libcurl's.
    let handle: UnsafeMutableRawPointer
    private var fields: UnsafeMutablePointer<curl_slist>?
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var body: RequestBody
    private var head = ResponseHead()
    /// Why the body could not be read.
    private var bodyError: HTTPError?
    /// When something moved for the last time; `nil` before the connection is made, which has a limit of its own.
    private var lastMove: ContinuousClock.Instant?
    /// Whether libcurl wanted to send the request a second time, over another connection.
    private var wasRepeated = false

    init(_ transfer: Transfer) {
        guard let handle = curl_easy_init() else { preconditionFailure("libcurl has no memory") }
        self.transfer = transfer
        self.handle = handle
        body = RequestBody(transfer.request.body)
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        setUp()
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(fields)
        errorText.deallocate()
    }

    /// When nothing will have moved for too long.
    var silenceEnds: ContinuousClock.Instant? {
        transfer.isPaused ? nil : lastMove.map { $0 + transfer.request.silence }
    }

    /// Goes on after the reader has caught up.
    func resume() {
        lastMove = .now
        // Offers what was refused, so that it may be refused again, which is no error.
        curl_easy_pause(handle, CURLPAUSE_CONT)
    }

    /// Tells what has become of the transfer.
    func end(_ result: CURLcode) {
        transfer.finish(result == CURLE_OK ? .success(()) : .failure(error(result)))
    }

    private func error(_ result: CURLcode) -> HTTPError {
        if let bodyError { return bodyError }
        let host = transfer.host
        if wasRepeated { return .broken(host: host, reason: "it was closed before an answer came") }
        let failure = TransferFailure(
            result: result, words: String(cString: errorText),
            systemNumber: Int32(ccurl_get_long(handle, CURLINFO_OS_ERRNO)),
            connectStatus: Int(ccurl_get_long(handle, CURLINFO_HTTP_CONNECTCODE)), isConnected: lastMove != nil)
        return failure.error(of: transfer)
    }
}

// How libcurl is told what to do.
extension ActiveTransfer {
    private func setUp() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_ERRORBUFFER, errorText)
        check(ccurl_restrict_protocols(handle))
        check(ccurl_quick_exit(handle))
        set(CURLOPT_URL, transfer.request.url.absoluteString)
        // Signed addresses are sent as they are.
        set(CURLOPT_PATH_AS_IS, 1)
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        set(CURLOPT_TCP_KEEPALIVE, 1)
        setLimits()
        setProxy()
        setCertificates()
        setMethod()
        setFields()
        check(ccurl_set_start_function(handle) { context, _, _, _, _ in ActiveTransfer.from(context).start() })
        set(CURLOPT_PREREQDATA, context)
        check(
            ccurl_set_transfer_function(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
                ActiveTransfer.from(context).readHead(UnsafeRawBufferPointer(start: bytes, count: size * count))
            })
        set(CURLOPT_HEADERDATA, context)
        check(
            ccurl_set_transfer_function(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                ActiveTransfer.from(context).readBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
            })
        set(CURLOPT_WRITEDATA, context)
        check(
            ccurl_set_transfer_function(handle, CURLOPT_READFUNCTION) { bytes, size, count, context in
                ActiveTransfer.from(context).send(
                    into: UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
            })
        set(CURLOPT_READDATA, context)
        check(
            ccurl_set_seek_function(handle) { context, offset, origin in
                guard origin == SEEK_SET else { return Int32(CURL_SEEKFUNC_FAIL) }
                ActiveTransfer.from(context).body.seek(to: Int64(offset))
                return Int32(CURL_SEEKFUNC_OK)
            })
        set(CURLOPT_SEEKDATA, context)
    }

    private func setLimits() {
        set(CURLOPT_CONNECTTIMEOUT_MS, Int(HTTPClient.connectLimit / .milliseconds(1)))
        if let deadline = transfer.request.deadline {
            set(CURLOPT_TIMEOUT_MS, max(Int(deadline / .milliseconds(1)), 1))
        }
    }

    /// The variables are read by us, because libcurl reads others, by other rules.
    private func setProxy() {
        set(CURLOPT_PROXY, transfer.proxy?.secretAddress ?? "")
        set(CURLOPT_NOPROXY, "")
        // What is meant for the server, a token above all, is not for a proxy that only opens a tunnel.
        set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    }

    private func setCertificates() {
        guard let path = transfer.certificates.path else { return }
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        set(CURLOPT_CAINFO, isFolder.boolValue ? nil : path)
        set(CURLOPT_CAPATH, isFolder.boolValue ? path : nil)
    }

    private func setMethod() {
        let request = transfer.request
        let count = request.body.count
        switch request.method {
        case .get: set(CURLOPT_HTTPGET, 1)
        case .head: set(CURLOPT_NOBODY, 1)
        case .post:
            set(CURLOPT_POST, 1)
            check(ccurl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(count)))
        default:
            if request.method == .put || count > 0 {
                set(CURLOPT_UPLOAD, 1)
                check(ccurl_set_size(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(count)))
            }
            set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        }
    }

    private func setFields() {
        var lines = transfer.request.headers.fields.map {
            // libcurl takes a name with nothing after its colon for one to leave out.
            $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)"
        }
        // What libcurl would add by itself.
        lines.append("Expect:")
        if transfer.request.headers["content-type"].isEmpty { lines.append("Content-Type:") }
        for line in lines { fields = curl_slist_append(fields, line) }
        check(ccurl_set_list(handle, CURLOPT_HTTPHEADER, fields))
    }

    private func set(_ option: CURLoption, _ value: Int) { check(ccurl_set_long(handle, option, value)) }
    private func set(_ option: CURLoption, _ value: String?) { check(ccurl_set_text(handle, option, value)) }
    private func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer) {
        check(ccurl_set_pointer(handle, option, value))
    }

    private func check(_ result: CURLcode) {
        precondition(
            result == CURLE_OK, "libcurl has an option that was set: \(String(cString: curl_easy_strerror(result)))")
    }
}

// What libcurl calls.
extension ActiveTransfer {
    private static func from(_ context: UnsafeMutableRawPointer?) -> ActiveTransfer {
        guard let context else { preconditionFailure("libcurl gives back what it was given") }
        return Unmanaged<ActiveTransfer>.fromOpaque(context).takeUnretainedValue()
    }

    /// The connection is there.
    ///
    /// Whether a request is sent twice is for whoever asked to say, so libcurl must not decide it.
    private func start() -> Int32 {
        wasRepeated = lastMove != nil
        lastMove = .now
        return Int32(wasRepeated ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK)
    }

    private func readHead(_ bytes: UnsafeRawBufferPointer) -> Int {
        lastMove = .now
        if !transfer.hasHead, let (status, headers) = head.add(String(decoding: bytes, as: UTF8.self)) {
            transfer.begin(status: status, headers: headers)
        }
        return bytes.count
    }

    private func readBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        lastMove = .now
        return transfer.append(bytes) ? bytes.count : Int(CURL_WRITEFUNC_PAUSE)
    }

    private func send(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        lastMove = .now
        do throws(HTTPError) {
            return try body.read(into: buffer)
        } catch {
            bodyError = error
            return Int(CURL_READFUNC_ABORT)
        }
    }
}
