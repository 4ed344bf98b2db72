using System.Text;

namespace Gatehouse.Http;

/// <summary>
/// The header fields of a part of multipart/form-data (RFC 7578 section 4). Content-Disposition and Content-Type count; all others
/// are ignored, as section 4.8 asks, but for a transfer encoding that would have to be decoded.
/// </summary>
/// <param name="Name">Name of the form's field.</param>
/// <param name="FileName">What the client calls the file; null for a field that is no file.</param>
/// <param name="ContentType">Value of Content-Type; null where there is none.</param>
internal sealed record PartHead(string Name, string? FileName, string? ContentType)
{
    private const string BadField = "malformed header field of a part (RFC 7578 section 4)";
    private const string BadDisposition = "a part without one Content-Disposition: form-data with one name (RFC 7578 section 4.2)";

    /// <summary>Reads header fields, each with its CRLF. There is no folding of lines: browsers have never written it.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="error">The rule that was broken, constant text; null where none was.</param>
    /// <returns>Null with an error.</returns>
    public static PartHead? Parse(ReadOnlySpan<byte> fields, out string? error)
    {
        (string Name, string? FileName)? disposition = null;
        string? contentType = null;
        while (!fields.IsEmpty)
        {
            int end = fields.IndexOf("\r\n"u8);
            ReadOnlySpan<byte> line = fields[..end];
            fields = fields[(end + 2)..];
            int colon = line.IndexOf((byte)':');
            error = BadField;
            if (colon < 0 || !HeaderRules.IsToken(line[..colon])) return null;
            ReadOnlySpan<byte> name = line[..colon];
            ReadOnlySpan<byte> value = line[(colon + 1)..].Trim(" \t"u8);
            if (value.ContainsAnyExcept(HeaderRules.ValueBytes)) return null;
            if (Ascii.EqualsIgnoreCase(name, "Content-Disposition"u8))
            {
                error = BadDisposition;
                if (disposition is not null || (disposition = Disposition(value)) is null) return null;
            }
            else if (Ascii.EqualsIgnoreCase(name, "Content-Type"u8))
            {
                if (contentType is not null) return null;
                contentType = Encoding.Latin1.GetString(value);
            }
            else if (Ascii.EqualsIgnoreCase(name, "Content-Transfer-Encoding"u8) && !IsIdentity(value))
            {
                error = "a part with a Content-Transfer-Encoding (RFC 7578 section 4.7)";
                return null;
            }
        }

        error = disposition is null ? BadDisposition : null;
        return disposition is { } known ? new PartHead(known.Name, known.FileName, contentType) : null;
    }

    private static (string Name, string? FileName)? Disposition(ReadOnlySpan<byte> value)
    {
        int length = value.IndexOfAny((byte)';', (byte)' ', (byte)'\t');
        if (length < 0 || !Ascii.EqualsIgnoreCase(value[..length], "form-data"u8)) return null;
        string? name = null;
        string? fileName = null;
        var walk = new HeaderParameters(value[length..]);
        while (walk.MoveNext())
        {
            // filename* is ignored: section 4.2 forbids it, and a reader that took it would see another name than its neighbours.
            if (Ascii.EqualsIgnoreCase(walk.Name, "name"u8))
            {
                if (name is not null) return null;
                name = Decode(walk.Value, walk.IsQuoted);
            }
            else if (Ascii.EqualsIgnoreCase(walk.Name, "filename"u8))
            {
                if (fileName is not null) return null;
                fileName = Decode(walk.Value, walk.IsQuoted);
            }
        }

        return walk.IsMalformed || name is null ? null : (name, fileName);
    }

    /// <summary>
    /// A name as browsers write it: UTF-8 as it stands, with %22, %0D and %0A for the three characters that would end it (WHATWG
    /// HTML, "multipart/form-data encoding algorithm"), and any other percent sign itself. A backslash escapes a quote and a
    /// backslash, as older clients write them; before anything else it is itself, as browsers send it.
    /// </summary>
    private static string Decode(ReadOnlySpan<byte> value, bool isQuoted)
    {
        if (!isQuoted || !value.ContainsAny((byte)'\\', (byte)'%')) return Encoding.UTF8.GetString(value);
        byte[] decoded = new byte[value.Length];
        int length = 0;
        for (int i = 0; i < value.Length; i++)
        {
            byte b = value[i];
            ReadOnlySpan<byte> behind = value[(i + 1)..];
            if (b == '\\' && !behind.IsEmpty && behind[0] is (byte)'"' or (byte)'\\')
            {
                b = behind[0];
                i++;
            }
            else if (b == '%' && Escaped(behind) is { } character)
            {
                b = character;
                i += 2;
            }

            decoded[length++] = b;
        }

        return Encoding.UTF8.GetString(decoded, 0, length);
    }

    private static byte? Escaped(ReadOnlySpan<byte> digits) =>
        digits.StartsWith("22"u8) ? (byte)'"'
        : digits.Length < 2 ? null
        : Ascii.EqualsIgnoreCase(digits[..2], "0D"u8) ? (byte)'\r'
        : Ascii.EqualsIgnoreCase(digits[..2], "0A"u8) ? (byte)'\n'
        : null;

    private static bool IsIdentity(ReadOnlySpan<byte> encoding) =>
        Ascii.EqualsIgnoreCase(encoding, "binary"u8)
        || Ascii.EqualsIgnoreCase(encoding, "8bit"u8)
        || Ascii.EqualsIgnoreCase(encoding, "7bit"u8);
}
