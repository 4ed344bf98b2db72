using System.Text;

namespace Gatehouse.Http;

/// <summary>Percent-encoding of URIs (RFC 3986 section 2.1).</summary>
internal static class PercentEncoding
{
    /// <summary>
    /// Decodes once, to UTF-8 bytes. Fails on a truncated or non-hexadecimal escape and on %00.
    /// <paramref name="destination"/> must be at least as long as <paramref name="source"/>.
    /// </summary>
    /// <param name="source">Encoded bytes.</param>
    /// <param name="destination">Receives the decoded bytes.</param>
    /// <param name="keepSlash">Leaves %2F as it stands, so that an escaped slash never becomes a path separator.</param>
    /// <param name="plusIsSpace">Reads '+' as a space, as HTML forms write it.</param>
    /// <param name="written">Number of bytes written.</param>
    public static bool TryDecode(
        ReadOnlySpan<byte> source, Span<byte> destination, bool keepSlash, bool plusIsSpace, out int written)
    {
        written = 0;
        for (int i = 0; i < source.Length; i++)
        {
            byte b = source[i];
            if (b == '%')
            {
                if (i + 2 >= source.Length) return false;
                int high = HexValue(source[i + 1]);
                int low = HexValue(source[i + 2]);
                if ((high | low) < 0) return false;
                int value = (high << 4) | low;
                if (value == 0) return false;
                if (value == '/' && keepSlash)
                {
                    source.Slice(i, 3).CopyTo(destination[written..]);
                    written += 3;
                }
                else
                {
                    destination[written++] = (byte)value;
                }

                i += 2;
            }
            else
            {
                destination[written++] = b == '+' && plusIsSpace ? (byte)' ' : b;
            }
        }

        return true;
    }

    /// <summary>Decodes once, to text. Returns null on a bad escape; bytes that are not UTF-8 become U+FFFD.</summary>
    public static string? Decode(ReadOnlySpan<byte> source, bool keepSlash, bool plusIsSpace)
    {
        if (!source.ContainsAny((byte)'%', (byte)'+')) return Encoding.UTF8.GetString(source);
        Span<byte> decoded = source.Length <= 512 ? stackalloc byte[source.Length] : new byte[source.Length];
        return TryDecode(source, decoded, keepSlash, plusIsSpace, out int written)
            ? Encoding.UTF8.GetString(decoded[..written])
            : null;
    }

    /// <summary>Whether a text begins with a whole escape: '%' and two hexadecimal digits.</summary>
    public static bool IsEscape(ReadOnlySpan<byte> text) =>
        text.Length >= 3 && text[0] == '%' && (HexValue(text[1]) | HexValue(text[2])) >= 0;

    /// <summary>The value of a hexadecimal digit; -1 for any other byte.</summary>
    public static int HexValue(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
        _ => -1,
    };
}
