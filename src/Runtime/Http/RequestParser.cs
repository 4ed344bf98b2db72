namespace Gatehouse.Http;

/// <summary>What a parser made of the bytes so far.</summary>
internal enum ParseStatus : byte
{
    NeedMore,
    Complete,
    Error,
}

/// <summary>
/// Parses request heads by RFC 9112 and 9110, strictly: of two ways to read a byte it takes neither. Fed a buffer that begins at
/// the head's first byte and grows from call to call, it works line by line and remembers how far it came, so that input in single
/// bytes costs no more than linear time and a bad line is refused when it is there. Any cut of the same bytes gives the same answer.
/// Holds no bytes; positions count from the buffer's beginning, so that the buffer may move between calls.
/// </summary>
internal partial struct RequestParser
{
    /// <summary>
    /// Empty lines that are ignored before a request line. RFC 9112 section 2.2 asks for at least one; old clients send one after a body.
    /// </summary>
    public const int MaxEmptyLines = 2;

    private Phase phase;
    private Seen seen;

    /// <summary>Where the current line begins.</summary>
    private int position;

    /// <summary>Up to where the current line is known to have neither an end nor a forbidden byte.</summary>
    private int scanned;

    private int fieldsStart;

    private string? errorReason;

    private enum Phase : byte
    {
        Start,
        EmptyLines,
        RequestLine,
        Fields,
        Failed,
    }

    [Flags]
    private enum Seen : byte
    {
        None = 0,
        Host = 1,
        ContentLength = 2,
        TransferEncoding = 4,
        Expect = 8,
        Close = 16,
        KeepAlive = 32,
    }

    /// <summary>After an error: 400, 414, 417, 431, 501 or 505. The connection cannot be used any further.</summary>
    public int ErrorStatus { get; private set; }

    /// <summary>After an error: the rule that was broken, constant text without any of the input.</summary>
    public readonly string ErrorReason => errorReason ?? "";

    /// <summary>Whether a byte of a request line has been seen: empty lines alone make no request.</summary>
    public readonly bool HasBegun => phase > Phase.EmptyLines;

    /// <summary>Makes the parser ready for another head. After <see cref="ParseStatus.Complete"/> it is so by itself.</summary>
    public void Reset() => this = default;

    /// <summary>Reads on.</summary>
    /// <param name="buffer">Every byte from the head's first one on; what follows the head is not looked at.</param>
    /// <param name="head">The same from call to call; meaningful once complete. <see cref="RequestHead.Length"/> bytes are its own.</param>
    /// <param name="limits">The same from call to call.</param>
    public ParseStatus Parse(ReadOnlySpan<byte> buffer, RequestHead head, in RequestLimits limits)
    {
        if (phase == Phase.Failed) return ParseStatus.Error;
        if (phase == Phase.Start)
        {
            head.Clear();
            phase = Phase.EmptyLines;
        }

        if (phase == Phase.EmptyLines && !SkipEmptyLines(buffer, head)) return Unfinished;
        if (phase == Phase.RequestLine)
        {
            int end = FindRequestLineEnd(buffer, limits.MaxRequestLine);
            if (end < 0 || !ReadRequestLine(buffer[position..end], head)) return Unfinished;
            NextLine(end);
            fieldsStart = position;
            phase = Phase.Fields;
        }

        while (true)
        {
            int end = FindFieldEnd(buffer, limits.MaxHeaderBytes);
            if (end < 0) return Unfinished;
            if (end == position)
            {
                if (!ReadEnd(head)) return ParseStatus.Error;
                head.Length = end + 2;
                this = default;
                return ParseStatus.Complete;
            }

            if (head.HeaderCount >= limits.MaxHeaderCount)
            {
                Fail(431, "too many header fields");
                return ParseStatus.Error;
            }

            if (!ReadField(buffer, end, head)) return ParseStatus.Error;
            NextLine(end);
        }
    }

    private readonly ParseStatus Unfinished => phase == Phase.Failed ? ParseStatus.Error : ParseStatus.NeedMore;

    private void NextLine(int end)
    {
        position = end + 2;
        scanned = position;
    }

    private bool Fail(int status, string reason)
    {
        phase = Phase.Failed;
        ErrorStatus = status;
        errorReason = reason;
        return false;
    }

    // True once the first byte of a request line is there.
    private bool SkipEmptyLines(ReadOnlySpan<byte> buffer, RequestHead head)
    {
        while (position < buffer.Length && buffer[position] == '\r')
        {
            if (position + 1 == buffer.Length) return false;
            if (buffer[position + 1] != '\n') return Fail(400, BareCarriageReturn);
            if (position == 2 * MaxEmptyLines) return Fail(400, "too many empty lines before the request line (RFC 9112 section 2.2)");
            NextLine(position);
        }

        if (position == buffer.Length) return false;
        head.Start = position;
        phase = Phase.RequestLine;
        return true;
    }
}
