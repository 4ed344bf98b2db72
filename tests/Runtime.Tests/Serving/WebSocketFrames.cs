using System.Buffers.Binary;
using System.Text;
using Xunit;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>Frames as they are on the wire (RFC 6455 section 5.2), for tests that say exactly what a client says.</summary>
internal static class WebSocketFrames
{
    public const byte Continuation = 0x00;
    public const byte Text = 0x01;
    public const byte Binary = 0x02;
    public const byte Close = 0x08;
    public const byte Ping = 0x09;
    public const byte Pong = 0x0a;
    public const byte Final = 0x80;
    public const byte Compressed = 0x40;

    public static readonly string[] Handshake =
    [
        "GET /chat HTTP/1.1",
        "Host: test",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
    ];

    /// <summary>Sends the handshake with more fields, and hears that it is accepted, with these fields more.</summary>
    public static void Open(this Wire wire, string[]? more = null, string[]? expected = null)
    {
        wire.Send([.. Handshake, .. more ?? [], ""]);
        wire.Expect(
        [
            "HTTP/1.1 101 Switching Protocols",
            "Date: *",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
            .. expected ?? [],
            "",
        ]);
    }

    public static void SendFrame(this Wire wire, int first, string payload = "", bool masked = true) =>
        wire.SendRaw(Frame(first, Encoding.Latin1.GetBytes(payload), masked));

    public static void SendClose(this Wire wire, ushort status)
    {
        byte[] payload = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(payload, status);
        wire.SendRaw(Frame(Final | Close, payload));
    }

    /// <summary>A frame of a client: masked, by a key that changes something.</summary>
    public static byte[] Frame(int first, byte[] payload, bool masked = true)
    {
        var frame = new List<byte> { (byte)first };
        int mask = masked ? 0x80 : 0;
        if (payload.Length < 126)
        {
            frame.Add((byte)(mask | payload.Length));
        }
        else
        {
            frame.AddRange([(byte)(mask | 127), 0, 0, 0, 0, (byte)(payload.Length >> 24), (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length]);
        }

        byte[] key = masked ? [1, 2, 3, 4] : [0, 0, 0, 0];
        if (masked) frame.AddRange(key);
        frame.AddRange(payload.Select((b, i) => (byte)(b ^ key[i % 4])));
        return [.. frame];
    }

    /// <summary>Hears a frame: its first byte, and its payload.</summary>
    public static (int First, byte[] Payload) ReadFrame(this Wire wire)
    {
        byte[] head = wire.Read(2);
        Assert.True(head[1] < 0x80, "A server masks nothing (RFC 6455 section 5.1).");
        int length = head[1] switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(wire.Read(2)),
            127 => (int)BinaryPrimitives.ReadUInt64BigEndian(wire.Read(8)),
            var small => small,
        };
        return (head[0], wire.Read(length));
    }

    public static void ExpectFrame(this Wire wire, int first, string payload)
    {
        (int actual, byte[] bytes) = wire.ReadFrame();
        Assert.Equal((first, payload), (actual, Encoding.Latin1.GetString(bytes)));
    }

    public static void ExpectCloseFrame(this Wire wire, int status)
    {
        (int first, byte[] payload) = wire.ReadFrame();
        Assert.Equal(Final | Close, first);
        Assert.Equal(status, BinaryPrimitives.ReadUInt16BigEndian(payload));
    }
}
