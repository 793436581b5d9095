/// A recording that is being decoded, from its beginning on.
protocol SampleDecoder: AnyObject {
    /// Samples per second and channel, in hertz.
    var rate: Int { get }
    var channels: Int { get }
    /// The frames (a sample of each channel) that the header announces; nil where it tells nothing reliable.
    var announcedFrames: Int? { get }
    /// Where samples lie beyond full scale, what that means.
    var scale: SampleScale { get }

    /// How many frames after a jump may differ from those of the whole recording.
    var framesUntilRight: Int { get }

    /// Goes to a frame, counted from 0; false where that is not possible.
    func seek(to frame: Int) -> Bool

    /// Decodes frames into a buffer that holds whole ones, channel after channel.
    ///
    /// - Returns: how many frames; 0 at the end, and where nothing further can be decoded.
    /// - Throws: `AudioError` where what follows is of another form.
    func read(into buffer: UnsafeMutableBufferPointer<Float>) throws(AudioError) -> Int
}

/// How samples are stored, as far as it decides what values beyond 1 are.
enum SampleScale {
    /// Integers, which have no such values.
    case integer
    /// Floating point, where a program may have put anything.
    case floating
    /// A lossy code, which overshoots a little.
    case lossy

    /// The peak up to which samples are cut off at full scale without a word.
    var tolerance: Float {
        switch self {
        // A program that divides by 32767 gets a little above 1.
        case .integer, .floating: 1.001
        case .lossy: 1.25
        }
    }
}
