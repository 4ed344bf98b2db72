using System.Text;
using Gatehouse.Http;

namespace Gatehouse;

/// <summary>The fields of a request that decide how a file is sent, gathered in one pass over its head.</summary>
internal ref struct FileRequestFields
{
    /// <summary>The conditions.</summary>
    public Preconditions Conditions;

    /// <summary>Range.</summary>
    public ReadOnlySpan<byte> Range;

    /// <summary>Accept-Encoding.</summary>
    public ReadOnlySpan<byte> AcceptEncoding;

    public static FileRequestFields Of(Request request)
    {
        FileRequestFields fields = default;
        foreach (ref readonly HeaderField field in request.Head.Headers)
        {
            if (field.Known != KnownHeader.None) continue;
            ReadOnlySpan<byte> name = request.Slice(field.NameStart, field.NameLength);
            ReadOnlySpan<byte> value = request.Slice(field.ValueStart, field.ValueLength);
            switch (name.Length)
            {
                case 5 when Ascii.EqualsIgnoreCase(name, "range"u8):
                    fields.Range = Join(fields.Range, value);
                    break;
                case 8 when Ascii.EqualsIgnoreCase(name, "if-match"u8):
                    fields.Conditions.IfMatch = Join(fields.Conditions.IfMatch, value);
                    break;
                case 8 when Ascii.EqualsIgnoreCase(name, "if-range"u8):
                    fields.Conditions.IfRange = Join(fields.Conditions.IfRange, value);
                    break;
                case 13 when Ascii.EqualsIgnoreCase(name, "if-none-match"u8):
                    fields.Conditions.IfNoneMatch = Join(fields.Conditions.IfNoneMatch, value);
                    break;
                case 15 when Ascii.EqualsIgnoreCase(name, "accept-encoding"u8):
                    fields.AcceptEncoding = Join(fields.AcceptEncoding, value);
                    break;
                case 17 when Ascii.EqualsIgnoreCase(name, "if-modified-since"u8):
                    fields.Conditions.IfModifiedSince = Join(fields.Conditions.IfModifiedSince, value);
                    break;
                case 19 when Ascii.EqualsIgnoreCase(name, "if-unmodified-since"u8):
                    fields.Conditions.IfUnmodifiedSince = Join(fields.Conditions.IfUnmodifiedSince, value);
                    break;
            }
        }

        return fields;
    }

    /// <summary>Lines of one field are one value (RFC 9110 section 5.3). Two dates or ranges so become none.</summary>
    private static ReadOnlySpan<byte> Join(ReadOnlySpan<byte> first, ReadOnlySpan<byte> next) =>
        first.IsEmpty ? next : (byte[])[.. first, (byte)',', .. next];
}
