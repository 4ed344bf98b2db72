using Gatehouse.Http;

namespace Gatehouse.Fuzz;

/// <summary>
/// Reads a byte stream as a connection does, heads and bodies in turn, and writes down what it saw: two readings of the same bytes
/// must have written the same. Allocates nothing once it is made.
/// </summary>
internal sealed class RequestReading
{
    private readonly RequestHead head = new();
    private RequestLimits limits;
    private RequestParser parser;
    private ChunkedDecoder decoder;
    private long bodyLeft;
    private long bodyRead;
    private bool inBody;
    private bool refused;
    private int position;

    public RequestReading()
    {
        // As many fields as the limits allow, so that the head has grown to its full size before anybody measures.
        for (int i = 0; i < ParserFuzz.Roomy.MaxHeaderCount; i++) head.AddHeader();
    }

    /// <summary>What was seen: requests, bodies, refusals.</summary>
    public Transcript Seen { get; } = new();

    /// <summary>Method and target of every request whose head was complete, a line each.</summary>
    public Transcript Heads { get; } = new();

    /// <summary>The requests written anew, in the one plain way, as far as they were complete.</summary>
    public Transcript Canonical { get; } = new();

    /// <summary>Bytes of <see cref="Seen"/> that belong to complete requests.</summary>
    public int SeenComplete { get; private set; }

    /// <summary>Bytes of <see cref="Canonical"/> that belong to complete requests.</summary>
    public int CanonicalComplete { get; private set; }

    /// <summary>Begins with a new stream.</summary>
    public void Begin(RequestLimits newLimits)
    {
        limits = newLimits;
        parser.Reset();
        inBody = false;
        refused = false;
        position = 0;
        Seen.Clear();
        Canonical.Clear();
        Heads.Clear();
        SeenComplete = CanonicalComplete = 0;
    }

    /// <summary>Reads on. False when the stream was refused and nothing more is read.</summary>
    /// <param name="stream">All that came so far, from the stream's first byte.</param>
    public bool Feed(ReadOnlySpan<byte> stream)
    {
        while (!refused)
        {
            ReadOnlySpan<byte> rest = stream[position..];
            switch (inBody ? ReadBody(rest) : ReadHead(rest))
            {
                case ParseStatus.NeedMore:
                    return true;
                case ParseStatus.Error:
                    refused = true;
                    break;
            }
        }

        return false;
    }

    private ParseStatus ReadHead(ReadOnlySpan<byte> rest)
    {
        ParseStatus status = parser.Parse(rest, head, limits);
        Check(head.HeaderCount <= limits.MaxHeaderCount, "more header fields than the limit");
        if (status == ParseStatus.NeedMore)
        {
            Check(rest.Length < limits.MaxHeadBytes, "a head over its limits is not refused");
            return status;
        }

        if (status == ParseStatus.Error)
        {
            Check(parser.ErrorStatus is 400 or 414 or 417 or 431 or 501 or 505, "a status that the parser does not have");
            Check(parser.ErrorReason.Length > 0, "a refusal without a reason");
            Refuse(parser.ErrorStatus, parser.ErrorReason);
            return status;
        }

        Check(head.Length <= rest.Length && head.Length <= limits.MaxHeadBytes, "a head longer than its bytes or its limits");
        WriteHead(rest);
        position += head.Length;
        decoder = default;
        bodyLeft = head.ContentLength;
        bodyRead = 0;
        inBody = head.Framing != BodyFraming.None;
        if (!inBody) EndRequest();
        return status;
    }

    private ParseStatus ReadBody(ReadOnlySpan<byte> rest)
    {
        if (head.Framing == BodyFraming.ContentLength)
        {
            int count = (int)Math.Min(bodyLeft, rest.Length);
            Seen.Append(rest[..count]);
            Canonical.Append(rest[..count]);
            position += count;
            bodyLeft -= count;
            if (bodyLeft > 0) return ParseStatus.NeedMore;
            EndRequest();
            return ParseStatus.Complete;
        }

        ChunkStatus status = decoder.Decode(rest, out int consumed, out int start, out int length);
        Check(consumed >= 0 && consumed <= rest.Length, "more bytes consumed than there are");
        Check((status == ChunkStatus.Data) == (length > 0) && start >= 0 && start + length <= consumed, "a run of data that is none");
        Check(status != ChunkStatus.NeedMore || consumed == rest.Length, "bytes left over that the decoder will want again");
        position += consumed;
        bodyRead += length;
        Check(decoder.Decoded == bodyRead, "a miscount of body bytes");
        switch (status)
        {
            case ChunkStatus.Data:
                Seen.Append(rest.Slice(start, length));
                Canonical.AppendChunk(rest.Slice(start, length));
                return ParseStatus.Complete;
            case ChunkStatus.NeedMore:
                return ParseStatus.NeedMore;
            case ChunkStatus.Error:
                Check(decoder.ErrorStatus is 400 or 431 && decoder.ErrorReason.Length > 0, "a refusal without status or reason");
                Refuse(decoder.ErrorStatus, decoder.ErrorReason);
                return ParseStatus.Error;
            default:
                Canonical.Append(ChunkFraming.LastChunk);
                EndRequest();
                return ParseStatus.Complete;
        }
    }

    private void EndRequest()
    {
        inBody = false;
        Seen.Append("\n."u8);
        SeenComplete = Seen.Length;
        CanonicalComplete = Canonical.Length;
    }

    private void Refuse(int status, string reason)
    {
        Seen.Append("\n! "u8);
        Seen.Append(status);
        Seen.Append(" "u8);
        Seen.AppendText(reason);
    }

    private void WriteHead(ReadOnlySpan<byte> rest)
    {
        ReadOnlySpan<byte> method = rest.Slice(head.Start, head.MethodLength);
        ReadOnlySpan<byte> target = rest.Slice(head.TargetStart, head.TargetLength);
        Check(HttpMethods.Recognise(method) == head.Method && HeaderRules.IsToken(method), "a method that is another");
        Check(head.PathLength == 0 || rest[head.PathStart] == '/', "a path without its slash");
        Seen.Append("\n"u8);
        Seen.Append(method);
        Seen.Append(" form "u8);
        Seen.Append((int)head.Form);
        Field("path", rest.Slice(head.PathStart, head.PathLength));
        Field("query", rest.Slice(head.QueryStart, head.QueryLength));
        Field("host", rest.Slice(head.HostStart, head.HostLength));
        Seen.Append(" 1."u8);
        Seen.Append(head.MinorVersion);
        Seen.Append(head.KeepAlive ? " keep"u8 : " close"u8);
        Seen.Append(head.ExpectContinue ? " expect"u8 : default);
        Seen.Append(" framing "u8);
        Seen.Append((int)head.Framing);
        Seen.Append(" length "u8);
        Seen.Append(head.ContentLength);

        Heads.Append(method);
        Heads.Append(" "u8);
        Heads.Append(target);
        Heads.Append("\n"u8);
        Canonical.Append(method);
        Canonical.Append(" "u8);
        Canonical.Append(target);
        Canonical.Append(head.MinorVersion == 0 ? " HTTP/1.0\r\n"u8 : " HTTP/1.1\r\n"u8);
        foreach (ref readonly HeaderField field in head.Headers)
        {
            ReadOnlySpan<byte> name = rest.Slice(field.NameStart, field.NameLength);
            ReadOnlySpan<byte> value = rest.Slice(field.ValueStart, field.ValueLength);
            Check(HeaderRules.IsToken(name) && !value.ContainsAnyExcept(HeaderRules.ValueBytes), "a field that no field may be");
            Seen.Append("\n  "u8);
            Seen.Append(name);
            Seen.Append(": "u8);
            Seen.Append(value);
            Canonical.Append(name);
            Canonical.Append(": "u8);
            Canonical.Append(value);
            Canonical.Append("\r\n"u8);
        }

        Seen.Append("\n  > "u8);
        Canonical.Append("\r\n"u8);
    }

    private void Field(string label, ReadOnlySpan<byte> value)
    {
        Seen.Append(" "u8);
        Seen.AppendText(label);
        Seen.Append(" '"u8);
        Seen.Append(value);
        Seen.Append("'"u8);
    }

    private static void Check(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException(otherwise);
    }
}
