using System.Globalization;
using System.Net.ServerSentEvents;

namespace Gatehouse;

/// <summary>
/// The format of text/event-stream (WHATWG HTML, "Parsing an event stream"). Written here because SseFormatter writes a whole
/// sequence into a stream, with no place for comments between events.
/// </summary>
internal static class ServerSentEvents
{
    public const string ContentType = "text/event-stream";

    /// <summary>As the WHATWG's note advises: "every 15 seconds or so". nginx gives up after 60.</summary>
    public static readonly TimeSpan DefaultKeepAlive = TimeSpan.FromSeconds(15);

    public static void SetHeaders(Response response)
    {
        response.ContentType = ContentType;
        response.Headers["Cache-Control"] ??= "no-cache";

        // nginx gathers answers otherwise; it takes the field away.
        response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>Appends an event.</summary>
    /// <exception cref="ArgumentException">The id or type has a character that cannot be sent. Nothing is appended then.</exception>
    public static void Write(Response response, SseItem<string> item)
    {
        // What SseItem lets through: a client ignores an id with NUL.
        if (item.EventId?.Contains('\0') == true) throw new ArgumentException("An event's id cannot have NUL.", nameof(item));
        if (item.EventType is { Length: > 0 } type && type != SseParser.EventTypeDefault) WriteLine(response, "event: "u8, type);
        WriteLines(response, "data: "u8, item.Data ?? "");
        if (item.EventId is { } id) WriteLine(response, "id: "u8, id);
        if (item.ReconnectionInterval is { } retry)
            WriteLine(response, "retry: "u8, ((long)retry.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        response.Write("\n"u8);
    }

    /// <summary>Appends a comment.</summary>
    public static void WriteComment(Response response, string comment)
    {
        WriteLines(response, ": "u8, comment);
        response.Write("\n"u8);
    }

    // A line ends with LF, CR or both: a value is cut at each, so that it cannot become another field.
    private static void WriteLines(Response response, ReadOnlySpan<byte> field, string text)
    {
        int start = 0;
        while (text.AsSpan(start).IndexOfAny('\r', '\n') is >= 0 and var length)
        {
            WriteLine(response, field, text.Substring(start, length));
            start += length;
            start += text.AsSpan(start).StartsWith("\r\n") ? 2 : 1;
        }

        WriteLine(response, field, start == 0 ? text : text[start..]);
    }

    private static void WriteLine(Response response, ReadOnlySpan<byte> field, string value)
    {
        response.Write(field);
        response.Write(value);
        response.Write("\n"u8);
    }
}
