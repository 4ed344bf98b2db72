using System.Text;

namespace Gatehouse;

/// <summary>A whole message of a WebSocket: text in UTF-8, or bytes (RFC 6455 section 5.6).</summary>
public readonly struct WebSocketMessage
{
    internal WebSocketMessage(ReadOnlyMemory<byte> data, bool isText)
    {
        Data = data;
        IsText = isText;
    }

    /// <summary>Whether the client sent text; its UTF-8 was checked.</summary>
    public bool IsText { get; }

    /// <summary>The bytes, of a text its UTF-8. Valid until the next message is received.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>The message as text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Data.Span);
}
