using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Gatehouse.Http;

/// <summary>
/// The server's half of the opening handshake (RFC 6455 section 4.2): what a request head asks for, and what answers it. Knows
/// neither the application nor the socket.
/// </summary>
internal readonly struct WebSocketHandshake
{
    /// <summary>The one version there is (RFC 6455 section 4.1).</summary>
    public const string Version = "13";

    private const int KeyLength = 24;
    private const int NonceLength = 16;

    private WebSocketHandshake(int status, string text, bool isOtherVersion = false)
    {
        Status = status;
        Text = text;
        IsOtherVersion = isOtherVersion;
    }

    /// <summary>101; 426 where the client asks for no WebSocket, or for one of another version; 400 where it asks wrongly.</summary>
    public int Status { get; }

    /// <summary>With 101 the value of Sec-WebSocket-Accept; else what is wrong, as a sentence.</summary>
    public string Text { get; }

    /// <summary>Whether the answer has to name the version that would have been right (RFC 6455 section 4.4).</summary>
    public bool IsOtherVersion { get; }

    private static ReadOnlySpan<byte> Guid => "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8;

    /// <summary>Reads a handshake. That the method is GET and the Host is valid was seen before (RFC 6455 section 4.2.1, items 1 and 2).</summary>
    /// <param name="head">The request's head.</param>
    /// <param name="bytes">The bytes that the head's offsets count in.</param>
    public static WebSocketHandshake Read(RequestHead head, ReadOnlySpan<byte> bytes)
    {
        // An upgrade that an HTTP/1.0 client asks for is not seen (RFC 9110 section 7.8), nor is one that Connection does not name.
        bool isAsked = head.MinorVersion > 0
            && HasElement(head, bytes, KnownHeader.Upgrade, "websocket"u8)
            && HasElement(head, bytes, KnownHeader.Connection, "upgrade"u8);
        if (!isAsked) return new WebSocketHandshake(426, "This is a WebSocket: the request must ask for an upgrade to it.");

        // What follows the head would be a body to one reader and frames to another.
        if (head.Framing != BodyFraming.None) return new WebSocketHandshake(400, "A WebSocket handshake has no body.");

        // Each of the two fields stands once (RFC 6455 sections 11.3.1 and 11.3.5).
        int versions = Find(head, bytes, "Sec-WebSocket-Version"u8, out ReadOnlySpan<byte> version);
        if (versions > 1) return new WebSocketHandshake(400, "Sec-WebSocket-Version stands more than once.");
        if (!version.SequenceEqual("13"u8))
            return new WebSocketHandshake(426, "Only version 13 of the WebSocket protocol is spoken here.", isOtherVersion: true);
        if (Find(head, bytes, "Sec-WebSocket-Key"u8, out ReadOnlySpan<byte> key) != 1 || !IsKey(key))
            return new WebSocketHandshake(400, "Sec-WebSocket-Key must stand once, and be 16 bytes in base64.");
        return new WebSocketHandshake(101, AcceptFor(key));
    }

    /// <summary>
    /// The subprotocol to speak: the first that the client offers and the server knows, compared exactly; null where there is
    /// none, and the connection then speaks none. False where the offer is malformed (RFC 6455 section 11.3.4).
    /// </summary>
    public static bool TrySelectSubprotocol(
        RequestHead head, ReadOnlySpan<byte> bytes, IReadOnlyList<string> known, out string? selected)
    {
        selected = null;
        foreach (ref readonly HeaderField field in head.Headers)
        {
            if (!IsNamed(field, bytes, "Sec-WebSocket-Protocol"u8)) continue;
            ReadOnlySpan<byte> value = bytes.Slice(field.ValueStart, field.ValueLength);
            var elements = new ListElements(value);
            while (elements.MoveNext())
            {
                ReadOnlySpan<byte> offered = value.Slice(elements.Start, elements.Length);
                if (!HeaderRules.IsToken(offered)) return false;
                for (int i = 0; i < known.Count && selected is null; i++)
                {
                    if (Ascii.Equals(offered, known[i])) selected = known[i];
                }
            }

            if (elements.IsMalformed) return false;
        }

        return true;
    }

    /// <summary>The value of a field that stands at most once: how often it stands, and what the first one says.</summary>
    public static int Find(RequestHead head, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        int count = 0;
        foreach (ref readonly HeaderField field in head.Headers)
        {
            if (!IsNamed(field, bytes, name)) continue;
            if (count++ == 0) value = bytes.Slice(field.ValueStart, field.ValueLength);
        }

        return count;
    }

    public static bool IsNamed(in HeaderField field, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> name) =>
        Ascii.EqualsIgnoreCase(bytes.Slice(field.NameStart, field.NameLength), name);

    private static bool HasElement(RequestHead head, ReadOnlySpan<byte> bytes, KnownHeader known, ReadOnlySpan<byte> wanted)
    {
        foreach (ref readonly HeaderField field in head.Headers)
        {
            if (field.Known != known) continue;
            ReadOnlySpan<byte> value = bytes.Slice(field.ValueStart, field.ValueLength);
            var elements = new ListElements(value);
            while (elements.MoveNext())
            {
                if (Ascii.EqualsIgnoreCase(value.Slice(elements.Start, elements.Length), wanted)) return true;
            }
        }

        return false;
    }

    // The decoder passes over white space: with it, 24 characters are fewer than 16 bytes.
    private static bool IsKey(ReadOnlySpan<byte> key)
    {
        Span<byte> nonce = stackalloc byte[NonceLength + 2];
        return key.Length == KeyLength
            && Base64.DecodeFromUtf8(key, nonce, out _, out int length) == System.Buffers.OperationStatus.Done
            && length == NonceLength;
    }

    // RFC 6455 section 4.2.2, item 5.4: SHA-1 proves that the answer is to this handshake; nothing is kept secret by it.
    private static string AcceptFor(ReadOnlySpan<byte> key)
    {
        Span<byte> input = stackalloc byte[KeyLength + Guid.Length];
        key.CopyTo(input);
        Guid.CopyTo(input[KeyLength..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(input, hash);
        return Convert.ToBase64String(hash);
    }
}
