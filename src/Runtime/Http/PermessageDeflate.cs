using System.Globalization;
using System.Text;

namespace Gatehouse.Http;

/// <summary>
/// Negotiates the permessage-deflate extension (RFC 7692 section 5 and 7.1). Both ways run without context takeover: an idle
/// connection then keeps no zlib state (up to 300 KiB), and no message is compressed against another one's secrets.
/// </summary>
internal static class PermessageDeflate
{
    private const int WidestWindow = 15;

    // zlib has no window of 8 bits for raw deflate: it takes 9 instead, which the client need not be able to read.
    private const int NarrowestWindow = 9;

    /// <summary>Chooses the first offer that can be met, in the client's order of preference; null where there is none.</summary>
    /// <param name="head">The request's head.</param>
    /// <param name="bytes">The bytes that the head's offsets count in.</param>
    /// <param name="serverWindowBits">Bits of the window that the server may compress with, 9 to 15.</param>
    /// <returns>Value of the answer's Sec-WebSocket-Extensions.</returns>
    public static string? Negotiate(RequestHead head, ReadOnlySpan<byte> bytes, out int serverWindowBits)
    {
        foreach (ref readonly HeaderField field in head.Headers)
        {
            if (!WebSocketHandshake.IsNamed(field, bytes, "Sec-WebSocket-Extensions"u8)) continue;
            ReadOnlySpan<byte> value = bytes.Slice(field.ValueStart, field.ValueLength);
            var offers = new ListElements(value);
            while (offers.MoveNext())
            {
                if (!TryAccept(value.Slice(offers.Start, offers.Length), out int window)) continue;
                serverWindowBits = window == 0 ? WidestWindow : window;

                // client_max_window_bits is left out: the client may use any window, which costs nothing between messages.
                const string Accepted = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
                return window == 0
                    ? Accepted
                    : string.Create(CultureInfo.InvariantCulture, $"{Accepted}; server_max_window_bits={window}");
            }
        }

        serverWindowBits = WidestWindow;
        return null;
    }

    /// <summary>Whether an offer can be met; one with a parameter that is unknown, repeated or malformed must not be (section 7).</summary>
    /// <param name="offer">An element of the list.</param>
    /// <param name="window">The server's window that it asks for; 0 where it asks for none.</param>
    private static bool TryAccept(ReadOnlySpan<byte> offer, out int window)
    {
        window = 0;
        var seen = Parameters.None;
        bool isName = true;
        while (!offer.IsEmpty || isName)
        {
            // None of the values known here has a semicolon, in quotes or not.
            int end = offer.IndexOf((byte)';');
            ReadOnlySpan<byte> part = Trim(end < 0 ? offer : offer[..end]);
            bool hasNext = end >= 0;
            offer = hasNext ? offer[(end + 1)..] : default;
            if (hasNext && offer.IsEmpty) return false;
            if (isName)
            {
                if (!Ascii.EqualsIgnoreCase(part, "permessage-deflate"u8)) return false;
                isName = false;
                continue;
            }

            Parameters parameter = Read(part, ref window);
            if (parameter == Parameters.None || (seen & parameter) != 0) return false;
            seen |= parameter;
        }

        return true;
    }

    private static Parameters Read(ReadOnlySpan<byte> part, ref int window)
    {
        int equals = part.IndexOf((byte)'=');
        ReadOnlySpan<byte> name = equals < 0 ? part : part[..equals];
        ReadOnlySpan<byte> value = equals < 0 ? default : part[(equals + 1)..];
        if (Ascii.EqualsIgnoreCase(name, "server_no_context_takeover"u8)) return equals < 0 ? Parameters.ServerContext : Parameters.None;
        if (Ascii.EqualsIgnoreCase(name, "client_no_context_takeover"u8)) return equals < 0 ? Parameters.ClientContext : Parameters.None;
        if (Ascii.EqualsIgnoreCase(name, "client_max_window_bits"u8))
            return equals < 0 || TryWindow(value, 8, out _) ? Parameters.ClientWindow : Parameters.None;
        return Ascii.EqualsIgnoreCase(name, "server_max_window_bits"u8) && TryWindow(value, NarrowestWindow, out window)
            ? Parameters.ServerWindow
            : Parameters.None;
    }

    /// <summary>A decimal number without leading zeros (section 7.1.2), perhaps quoted (RFC 6455 section 9.1).</summary>
    private static bool TryWindow(ReadOnlySpan<byte> value, int least, out int bits)
    {
        bits = 0;
        if (value.Length > 2 && value[0] == '"' && value[^1] == '"') value = value[1..^1];
        if (value.Length is 0 or > 2 || value[0] == '0') return false;
        foreach (byte digit in value)
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            bits = (bits * 10) + (digit - '0');
        }

        return bits >= least && bits <= WidestWindow;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t"u8);

    [Flags]
    private enum Parameters
    {
        None = 0,
        ServerContext = 1,
        ClientContext = 2,
        ServerWindow = 4,
        ClientWindow = 8,
    }
}
