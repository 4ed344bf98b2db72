using System.Text;

namespace Gatehouse.Http;

/// <summary>What a <see cref="MultipartParser"/> found.</summary>
internal enum MultipartStatus : byte
{
    /// <summary>Nothing more without more input. What was not consumed has to be given again, with more behind it.</summary>
    NeedMore,

    /// <summary>The header fields of the next part.</summary>
    Headers,

    /// <summary>A run of the part's bytes.</summary>
    Data,

    /// <summary>The part is over.</summary>
    PartEnd,

    Error,
}

/// <summary>
/// Splits a multipart body into its parts, by the exact grammar of RFC 2046 section 5.1.1: lines end with CRLF and nothing else, and
/// what follows a boundary is another part, white space, or the end. A boundary with anything else behind it, which RFC 2046 calls
/// a boundary and many readers call data, is refused. Any cut of the same bytes gives the same parts; at most a delimiter or
/// the header fields of one part have to be held back for the next call.
/// </summary>
/// <param name="boundary">See <see cref="IsBoundary"/>.</param>
/// <param name="maxHeaderBytes">Bytes of the header fields of a part; more get 413.</param>
internal sealed class MultipartParser(string boundary, int maxHeaderBytes)
{
    /// <summary>Length of the longest boundary (RFC 2046 section 5.1.1).</summary>
    public const int MaxBoundaryLength = 70;

    /// <summary>Bytes that belong to no part: preamble, epilogue, and white space behind boundaries.</summary>
    public const int MaxFillerBytes = 8192;

    private readonly byte[] delimiter = Encoding.ASCII.GetBytes($"\r\n--{boundary}");
    private State state;
    private int fillerBytes;

    private enum State : byte
    {
        /// <summary>Before the first byte, where a boundary needs no CRLF before it.</summary>
        Start,
        Preamble,

        /// <summary>Behind a boundary.</summary>
        Boundary,
        BoundaryPadding,
        BoundaryLineFeed,
        BoundarySecondHyphen,
        Headers,

        /// <summary>Behind the empty line, whose CRLF may be the next delimiter's.</summary>
        BodyStart,
        Body,

        /// <summary>Behind the last boundary and its two hyphens.</summary>
        Closed,
        ClosedLineFeed,
        Epilogue,
        Failed,
    }

    /// <summary>Whether the body may end here.</summary>
    public bool IsComplete => state is State.Closed or State.Epilogue;

    /// <summary>Bytes that have to be held back at most.</summary>
    public int MostHeld => Math.Max(delimiter.Length, maxHeaderBytes + 4);

    /// <summary>After an error: 400, or 413 for header fields that are too large.</summary>
    public int ErrorStatus { get; private set; }

    /// <summary>After an error: the rule that was broken, constant text without any of the input.</summary>
    public string ErrorReason { get; private set; } = "";

    private ReadOnlySpan<byte> DashBoundary => delimiter.AsSpan(2);

    /// <summary>Whether a text can be a boundary: 1 to 70 of its characters, no space last (RFC 2046 section 5.1.1).</summary>
    public static bool IsBoundary(string text) =>
        text.Length is > 0 and <= MaxBoundaryLength
        && text[^1] != ' '
        && text.All(c => char.IsAsciiLetterOrDigit(c) || "'()+_,-./:=? ".Contains(c));

    /// <summary>Reads on, up to the next thing that there is to say.</summary>
    /// <param name="input">The bytes after those that earlier calls consumed.</param>
    /// <param name="consumed">Bytes that are done with.</param>
    /// <param name="start">Where the header fields (each with its CRLF) or the data begin in <paramref name="input"/>.</param>
    /// <param name="length">Their length; may be 0 for header fields.</param>
    public MultipartStatus Parse(ReadOnlySpan<byte> input, out int consumed, out int start, out int length)
    {
        consumed = start = length = 0;
        while (consumed < input.Length)
        {
            ReadOnlySpan<byte> rest = input[consumed..];
            switch (state)
            {
                case State.Start:
                    switch (Match(rest, DashBoundary))
                    {
                        case null: return MultipartStatus.NeedMore;
                        case true: Enter(State.Boundary, DashBoundary.Length, ref consumed); break;
                        default: state = State.Preamble; break;
                    }

                    break;
                case State.Preamble:
                    int skipped = FindDelimiter(rest, out bool found);
                    consumed += skipped;
                    if (!Count(skipped)) return MultipartStatus.Error;
                    if (!found) return MultipartStatus.NeedMore;
                    Enter(State.Boundary, delimiter.Length, ref consumed);
                    break;
                case State.Headers:
                    return ParseHeaders(rest, ref consumed, out start, out length);
                case State.BodyStart:
                    switch (Match(rest, DashBoundary))
                    {
                        case null: return MultipartStatus.NeedMore;
                        case true: return Enter(State.Boundary, DashBoundary.Length, ref consumed, MultipartStatus.PartEnd);
                        default: state = State.Body; break;
                    }

                    break;
                case State.Body:
                    start = consumed;
                    length = FindDelimiter(rest, out found);
                    consumed += length;
                    if (length > 0) return MultipartStatus.Data;
                    start = 0;
                    return found ? Enter(State.Boundary, delimiter.Length, ref consumed, MultipartStatus.PartEnd) : MultipartStatus.NeedMore;
                case State.Epilogue:
                    consumed = input.Length;
                    if (!Count(rest.Length)) return MultipartStatus.Error;
                    break;
                case State.Failed:
                    return MultipartStatus.Error;
                default:
                    if (!StepLine(rest[0])) return MultipartStatus.Error;
                    consumed++;
                    break;
            }
        }

        return MultipartStatus.NeedMore;
    }

    /// <summary>What stands behind a boundary on its line, a byte at a time.</summary>
    private bool StepLine(byte b)
    {
        bool isSpace = b is (byte)' ' or (byte)'\t';
        switch (state)
        {
            case State.Boundary when b == '-':
                return Go(State.BoundarySecondHyphen);
            case State.Boundary or State.BoundaryPadding when isSpace:
                return Count(1) && Go(State.BoundaryPadding);
            case State.Boundary or State.BoundaryPadding when b == '\r':
                return Go(State.BoundaryLineFeed);
            case State.BoundaryLineFeed when b == '\n':
                return Go(State.Headers);
            case State.BoundarySecondHyphen when b == '-':
                return Go(State.Closed);
            case State.Closed when isSpace:
                return Count(1);
            case State.Closed when b == '\r':
                return Go(State.ClosedLineFeed);
            case State.ClosedLineFeed when b == '\n':
                return Go(State.Epilogue);
            default:
                return Fail("malformed multipart boundary line (RFC 2046 section 5.1.1)");
        }
    }

    private MultipartStatus ParseHeaders(ReadOnlySpan<byte> rest, ref int consumed, out int start, out int length)
    {
        start = consumed;
        length = 0;
        if (!rest.StartsWith("\r\n"u8))
        {
            // Searched from the beginning at each call: a client that sends single bytes costs a system call each, and beside that
            // a look through at most a few thousand bytes is little.
            int end = rest[..Math.Min(rest.Length, maxHeaderBytes + 2)].IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                start = 0;
                if (rest.Length < maxHeaderBytes + 2) return MultipartStatus.NeedMore;
                Fail("header fields of a part too large", 413);
                return MultipartStatus.Error;
            }

            length = end + 2;
        }

        return Enter(State.BodyStart, length + 2, ref consumed, MultipartStatus.Headers);
    }

    /// <summary>
    /// Where the delimiter begins, or could. A delimiter begins with the only CR that is in it, so that at most the input from its
    /// last CR on can be the beginning of one.
    /// </summary>
    private int FindDelimiter(ReadOnlySpan<byte> input, out bool found)
    {
        int position = input.IndexOf(delimiter);
        found = position >= 0;
        if (found) return position;
        int last = input.LastIndexOf((byte)'\r');
        return last >= 0 && delimiter.AsSpan().StartsWith(input[last..]) ? last : input.Length;
    }

    /// <summary>Whether the input begins with a text; null where it is too short to say.</summary>
    private static bool? Match(ReadOnlySpan<byte> input, ReadOnlySpan<byte> text) =>
        input.Length >= text.Length ? input.StartsWith(text)
        : text.StartsWith(input) ? null
        : false;

    private MultipartStatus Enter(State next, int length, ref int consumed, MultipartStatus status = MultipartStatus.NeedMore)
    {
        state = next;
        consumed += length;
        return status;
    }

    private bool Count(int bytes) =>
        (fillerBytes += bytes) <= MaxFillerBytes || Fail("too much between the parts of a multipart body");

    private bool Go(State next)
    {
        state = next;
        return true;
    }

    private bool Fail(string reason, int status = 400)
    {
        state = State.Failed;
        ErrorStatus = status;
        ErrorReason = reason;
        return false;
    }
}
