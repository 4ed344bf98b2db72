using System.Buffers.Text;
using System.Diagnostics;
using System.Text;

namespace Gatehouse.Http;

/// <summary>
/// Writes a response head into memory (RFC 9112 sections 4 and 5). Every method writes the whole of its line or, where that does
/// not fit, nothing, and then returns false: <see cref="Written"/> bytes stand, and the caller goes on with more room or starts
/// over. What to write, and in which order, is the caller's; so is that names and values keep <see cref="HeaderRules"/>.
/// </summary>
internal ref struct ResponseHeadWriter(Span<byte> destination)
{
    private readonly Span<byte> destination = destination;

    /// <summary>Bytes written so far.</summary>
    public int Written { get; private set; }

    /// <summary>The status line. Its version is always 1.1: that is the server's, not the request's (RFC 9110 section 2.5).</summary>
    /// <param name="status">100 to 999.</param>
    public bool TryStatusLine(int status) => TryAppend(StatusLines.Get(status));

    /// <summary>The status line and whatever fields the caller keeps ready behind it.</summary>
    public bool TryOpening(ReadOnlySpan<byte> lines) => TryAppend(lines);

    /// <summary>Date.</summary>
    /// <param name="date">The 29 bytes of <see cref="HttpDate"/>.</param>
    public bool TryDate(ReadOnlySpan<byte> date)
    {
        Debug.Assert(date.Length == HttpDate.Length);
        return TryField("Date: "u8, date);
    }

    /// <summary>Content-Length.</summary>
    /// <param name="length">Bytes of the body, from 0.</param>
    public bool TryContentLength(long length)
    {
        Debug.Assert(length >= 0);
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(length, digits, out int count);
        return TryField("Content-Length: "u8, digits[..count]);
    }

    /// <summary>Transfer-Encoding: chunked. Not to an HTTP/1.0 client (RFC 9112 section 6.1).</summary>
    public bool TryChunked() => TryAppend("Transfer-Encoding: chunked\r\n"u8);

    /// <summary>Connection: close.</summary>
    public bool TryConnectionClose() => TryAppend("Connection: close\r\n"u8);

    /// <summary>Connection: keep-alive, which an HTTP/1.0 client that asked for it needs to hear (RFC 9112 section 9.3).</summary>
    public bool TryConnectionKeepAlive() => TryAppend("Connection: keep-alive\r\n"u8);

    /// <summary>Content-Type.</summary>
    public bool TryContentType(string value) => TryField("Content-Type: "u8, value);

    /// <summary>Any other field.</summary>
    /// <param name="name">A token.</param>
    /// <param name="value">A field value, one byte a character.</param>
    public bool TryField(string name, string value)
    {
        Debug.Assert(HeaderRules.IsToken(name) && HeaderRules.IsFieldValue(value));
        Span<byte> room = destination[Written..];
        int length = name.Length + 2 + value.Length + 2;
        if (room.Length < length) return false;
        Encoding.Latin1.GetBytes(name, room);
        ": "u8.CopyTo(room[name.Length..]);
        Encoding.Latin1.GetBytes(value, room[(name.Length + 2)..]);
        "\r\n"u8.CopyTo(room[(length - 2)..]);
        Written += length;
        return true;
    }

    /// <summary>The empty line that ends the head.</summary>
    public bool TryEnd() => TryAppend("\r\n"u8);

    private bool TryField(scoped ReadOnlySpan<byte> prefix, scoped ReadOnlySpan<byte> value)
    {
        Span<byte> room = destination[Written..];
        int length = prefix.Length + value.Length + 2;
        if (room.Length < length) return false;
        prefix.CopyTo(room);
        value.CopyTo(room[prefix.Length..]);
        "\r\n"u8.CopyTo(room[(length - 2)..]);
        Written += length;
        return true;
    }

    private bool TryField(scoped ReadOnlySpan<byte> prefix, string value)
    {
        Debug.Assert(HeaderRules.IsFieldValue(value));
        Span<byte> room = destination[Written..];
        int length = prefix.Length + value.Length + 2;
        if (room.Length < length) return false;
        prefix.CopyTo(room);
        Encoding.Latin1.GetBytes(value, room[prefix.Length..]);
        "\r\n"u8.CopyTo(room[(length - 2)..]);
        Written += length;
        return true;
    }

    private bool TryAppend(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.TryCopyTo(destination[Written..])) return false;
        Written += bytes.Length;
        return true;
    }
}
