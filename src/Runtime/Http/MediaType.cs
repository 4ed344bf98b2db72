using System.Text;

namespace Gatehouse.Http;

/// <summary>A media type as Content-Type carries it (RFC 9110 section 8.3.1): offsets into the value, nothing copied.</summary>
internal readonly ref struct MediaType
{
    private readonly ReadOnlySpan<byte> parameters;

    private MediaType(ReadOnlySpan<byte> type, ReadOnlySpan<byte> subtype, ReadOnlySpan<byte> parameters)
    {
        Type = type;
        Subtype = subtype;
        this.parameters = parameters;
    }

    public ReadOnlySpan<byte> Type { get; }

    public ReadOnlySpan<byte> Subtype { get; }

    /// <summary>Whether the subtype is JSON: <c>application/json</c>, or any with the suffix <c>+json</c> (RFC 6839 section 3.1).</summary>
    public bool IsJson => Is("application", "json") || (Subtype.Length > 5 && Ascii.EqualsIgnoreCase(Subtype[^5..], "+json"u8));

    /// <summary>Reads a value, its parameters included.</summary>
    /// <param name="value">The field value, without surrounding white space.</param>
    /// <param name="mediaType">Valid as long as <paramref name="value"/> is.</param>
    public static bool TryParse(ReadOnlySpan<byte> value, out MediaType mediaType)
    {
        mediaType = default;
        int slash = value.IndexOf((byte)'/');
        if (slash < 0 || !HeaderRules.IsToken(value[..slash])) return false;
        ReadOnlySpan<byte> rest = value[(slash + 1)..];
        int length = rest.IndexOfAnyExcept(HeaderRules.TokenBytes);
        if (length < 0) length = rest.Length;
        if (length == 0) return false;
        var walk = new HeaderParameters(rest[length..]);
        while (walk.MoveNext())
        {
            // Walked for the grammar's sake.
        }

        if (walk.IsMalformed) return false;
        mediaType = new MediaType(value[..slash], rest[..length], rest[length..]);
        return true;
    }

    /// <summary>Whether this is a type and subtype, without regard to case.</summary>
    public bool Is(string type, string subtype) => Ascii.EqualsIgnoreCase(Type, type) && Ascii.EqualsIgnoreCase(Subtype, subtype);

    /// <summary>Value of a parameter, unquoted; null where there is none. False where it stands there twice, since readers differ then.</summary>
    /// <param name="name">Name, compared without regard to case.</param>
    /// <param name="value">The value, each byte a character.</param>
    public bool TryParameter(string name, out string? value)
    {
        value = null;
        var walk = new HeaderParameters(parameters);
        while (walk.MoveNext())
        {
            if (!Ascii.EqualsIgnoreCase(walk.Name, name)) continue;
            if (value is not null) return false;
            value = Unquote(Encoding.Latin1.GetString(walk.Value), walk.IsQuoted);
        }

        return true;
    }

    private static string Unquote(string value, bool isQuoted)
    {
        if (!isQuoted || !value.Contains('\\')) return value;
        var text = new StringBuilder(value.Length);
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length) i++;
            text.Append(value[i]);
        }

        return text.ToString();
    }
}
