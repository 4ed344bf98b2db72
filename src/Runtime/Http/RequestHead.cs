namespace Gatehouse.Http;

/// <summary>The request methods of RFC 9110 section 9 and RFC 5789; <see cref="Other"/> for any other token.</summary>
internal enum HttpMethod : byte
{
    Other,
    Get,
    Head,
    Post,
    Put,
    Delete,
    Connect,
    Options,
    Trace,
    Patch,
}

/// <summary>How a message body is delimited (RFC 9112 section 6).</summary>
internal enum BodyFraming : byte
{
    /// <summary>No body: neither field is there, or Content-Length is 0.</summary>
    None,

    /// <summary>As many bytes as Content-Length says, at least one.</summary>
    ContentLength,

    /// <summary>Chunked transfer coding, and no other coding below it.</summary>
    Chunked,
}

/// <summary>The form of a request target (RFC 9112 section 3.2).</summary>
internal enum TargetForm : byte
{
    Origin,
    Absolute,
    Authority,
    Asterisk,
}

/// <summary>Header fields that the engine itself reads; found by the parser so that nobody searches twice.</summary>
internal enum KnownHeader : byte
{
    None,
    Host,
    Connection,
    ContentLength,
    TransferEncoding,
    ContentType,
    Expect,
    Upgrade,
    UserAgent,
    Referer,
}

/// <summary>One header field as offsets from the first byte of the head.</summary>
internal struct HeaderField
{
    public int NameStart;
    public int NameLength;
    public int ValueStart;
    public int ValueLength;
    public KnownHeader Known;
}

/// <summary>
/// A parsed request head: offsets into the caller's buffer, nothing copied. Reused from request to request. Every
/// offset counts from the first byte of the head (see <see cref="Start"/>), so that the buffer may move between reads.
/// </summary>
internal sealed class RequestHead
{
    private HeaderField[] fields = new HeaderField[16];

    /// <summary>Bytes before the request line: the empty lines that RFC 9112 section 2.2 says to ignore.</summary>
    public int Start;

    /// <summary>Bytes of the whole head, from the buffer's beginning to after the empty line.</summary>
    public int Length;

    public HttpMethod Method;
    public int MethodLength;
    public TargetForm Form;
    public int TargetStart;
    public int TargetLength;

    /// <summary>
    /// The path within the target: what precedes '?', and follows the authority in absolute form. Where it is not empty it begins
    /// with '/'. An empty path in absolute form is "/" (RFC 9110 section 4.2.3): the slash before the authority stands for it. Empty
    /// where no resource is meant: in authority form, in asterisk form, and for OPTIONS in absolute form without path and query,
    /// which is how asterisk form passes a proxy (RFC 9112 section 3.2.4).
    /// </summary>
    public int PathStart;
    public int PathLength;

    /// <summary>The query without its '?'; length 0 where there is none.</summary>
    public int QueryStart;
    public int QueryLength;

    /// <summary>The authority: of the target in absolute and authority form, else the Host field's value; may be empty.</summary>
    public int HostStart;
    public int HostLength;

    /// <summary>0 for HTTP/1.0, 1 for HTTP/1.1 and any later minor version.</summary>
    public byte MinorVersion;

    /// <summary>Whether the connection may serve another request after this one (RFC 9112 section 9.3).</summary>
    public bool KeepAlive;

    /// <summary>Whether the client waits for 100 (Continue) before it sends the body (RFC 9110 section 10.1.1).</summary>
    public bool ExpectContinue;

    public BodyFraming Framing;

    /// <summary>The declared body length with <see cref="BodyFraming.ContentLength"/>; else 0.</summary>
    public long ContentLength;

    public int HeaderCount { get; private set; }

    public ReadOnlySpan<HeaderField> Headers => fields.AsSpan(0, HeaderCount);

    public ref HeaderField AddHeader()
    {
        if (HeaderCount == fields.Length) Array.Resize(ref fields, fields.Length * 2);
        ref HeaderField field = ref fields[HeaderCount++];
        field = default;
        return ref field;
    }

    public void Clear()
    {
        Start = 0;
        Length = 0;
        Method = HttpMethod.Other;
        MethodLength = 0;
        Form = TargetForm.Origin;
        TargetStart = TargetLength = PathStart = PathLength = QueryStart = QueryLength = HostStart = HostLength = 0;
        MinorVersion = 0;
        KeepAlive = false;
        ExpectContinue = false;
        Framing = BodyFraming.None;
        ContentLength = 0;
        HeaderCount = 0;
    }
}
