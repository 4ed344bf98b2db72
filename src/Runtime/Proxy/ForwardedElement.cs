using System.Text;
using Gatehouse.Http;

namespace Gatehouse.Proxy;

/// <summary>
/// One element of a Forwarded field: <c>[ pair ] *( ";" [ pair ] )</c>, without white space (RFC 7239 section 4). What one proxy
/// says; parameters that it does not say are empty.
/// </summary>
internal readonly ref struct ForwardedElement
{
    private ForwardedElement(ReadOnlySpan<byte> client, ReadOnlySpan<byte> proto, ReadOnlySpan<byte> host)
    {
        For = client;
        Proto = proto;
        Host = host;
    }

    /// <summary>Who sent the request to the proxy: a node (section 6).</summary>
    public ReadOnlySpan<byte> For { get; }

    /// <summary>The scheme of the request to the proxy (section 5.4).</summary>
    public ReadOnlySpan<byte> Proto { get; }

    /// <summary>The Host field of the request to the proxy (section 5.3).</summary>
    public ReadOnlySpan<byte> Host { get; }

    /// <summary>Reads an element. False where it breaks the grammar, says a parameter twice, or says one without a value.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ForwardedElement element)
    {
        element = default;
        ReadOnlySpan<byte> client = default;
        ReadOnlySpan<byte> by = default;
        ReadOnlySpan<byte> proto = default;
        ReadOnlySpan<byte> host = default;
        while (!text.IsEmpty)
        {
            if (text[0] == ';')
            {
                text = text[1..];
                continue;
            }

            if (!TryTakePair(ref text, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)) return false;
            bool isNew = Ascii.EqualsIgnoreCase(name, "for"u8) ? TrySet(ref client, value)
                : Ascii.EqualsIgnoreCase(name, "by"u8) ? TrySet(ref by, value)
                : Ascii.EqualsIgnoreCase(name, "proto"u8) ? TrySet(ref proto, value)
                : !Ascii.EqualsIgnoreCase(name, "host"u8) || TrySet(ref host, value);
            if (!isNew) return false;
        }

        if (!by.IsEmpty && !ForwardedValues.TryParseNode(by, out _)) return false;
        element = new ForwardedElement(client, proto, host);
        return true;
    }

    // None of the four may be empty, so an empty one has not been said.
    private static bool TrySet(scoped ref ReadOnlySpan<byte> parameter, ReadOnlySpan<byte> value)
    {
        if (!parameter.IsEmpty || value.IsEmpty) return false;
        parameter = value;
        return true;
    }

    private static bool TryTakePair(scoped ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        int equals = text.IndexOf((byte)'=');
        name = equals < 0 ? default : text[..equals];
        if (!HeaderRules.IsToken(name)) return false;
        text = text[(equals + 1)..];
        int length = text.IsEmpty || text[0] != '"' ? TakeToken(text, out value) : TakeQuoted(text, out value);
        if (length <= 0 || (length < text.Length && text[length] != ';')) return false;
        text = text[length..];
        return true;
    }

    private static int TakeToken(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> value)
    {
        int length = text.IndexOf((byte)';');
        if (length < 0) length = text.Length;
        value = text[..length];
        return HeaderRules.IsToken(value) ? length : -1;
    }

    // quoted-string (RFC 9110 section 5.6.4): its length with the quotes, and what it means.
    private static int TakeQuoted(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> value)
    {
        value = default;
        int escapes = 0;
        for (int i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                value = escapes == 0 ? text[1..i] : Unescape(text[1..i], escapes);
                return i + 1;
            }

            if (text[i] == '\\')
            {
                escapes++;
                i++;
            }

            if (i < text.Length && text[i] != '\t' && text[i] is < 0x20 or 0x7f) return -1;
        }

        return -1;
    }

    private static byte[] Unescape(ReadOnlySpan<byte> quoted, int escapes)
    {
        var plain = new byte[quoted.Length - escapes];
        int length = 0;
        for (int i = 0; i < quoted.Length; i++)
        {
            if (quoted[i] == '\\') i++;
            plain[length++] = quoted[i];
        }

        return plain;
    }
}
