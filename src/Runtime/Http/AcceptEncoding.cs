using System.Text;

namespace Gatehouse.Http;

/// <summary>A content coding that a file can lie beside itself in (RFC 9110 section 8.4.1).</summary>
internal enum ContentCoding
{
    /// <summary>None.</summary>
    Identity,

    /// <summary>gzip (RFC 1952).</summary>
    Gzip,

    /// <summary>br (RFC 7932).</summary>
    Brotli,
}

/// <summary>
/// The codings that a client takes, by weight (RFC 9110 section 12.5.3): 0 to 1000, 0 for "not that". Elements that are not well
/// formed do not count.
/// </summary>
/// <param name="Brotli">Weight of br.</param>
/// <param name="Gzip">Weight of gzip, or of its old name x-gzip.</param>
/// <param name="Identity">Weight of no coding; 1 where it is not named, since anything named is preferred to it.</param>
internal readonly record struct AcceptedCodings(int Brotli, int Gzip, int Identity)
{
    /// <summary>The coding to try first: the heaviest, and of equal ones the densest.</summary>
    public ContentCoding First => Brotli > 0 && Brotli >= Gzip && Brotli >= Identity ? ContentCoding.Brotli
        : Gzip > 0 && Gzip >= Identity ? ContentCoding.Gzip
        : ContentCoding.Identity;

    /// <summary>The coding to try when there is no such file; identity is always there.</summary>
    public ContentCoding Second => (First switch
    {
        ContentCoding.Brotli => this with { Brotli = 0 },
        ContentCoding.Gzip => this with { Gzip = 0 },
        _ => default,
    }).First;
}

/// <summary>Reads an Accept-Encoding field.</summary>
internal static class AcceptEncoding
{
    private const int Full = 1000;
    private const int NotNamed = -1;

    /// <summary>Reads the field. Without one, nothing is coded: a client that says nothing may take nothing.</summary>
    /// <param name="value">The field's value; empty where there is none.</param>
    public static AcceptedCodings Parse(ReadOnlySpan<byte> value)
    {
        int brotli = NotNamed;
        int gzip = NotNamed;
        int identity = NotNamed;
        int others = NotNamed;
        foreach (System.Range element in value.Split((byte)','))
        {
            ReadOnlySpan<byte> item = value[element];
            int semicolon = item.IndexOf((byte)';');
            int weight = Full;
            if (semicolon >= 0 && !TryWeight(item[(semicolon + 1)..].Trim(" \t"u8), out weight)) continue;
            ReadOnlySpan<byte> coding = (semicolon < 0 ? item : item[..semicolon]).Trim(" \t"u8);
            if (Ascii.EqualsIgnoreCase(coding, "br"u8)) brotli = weight;
            else if (Ascii.EqualsIgnoreCase(coding, "gzip"u8) || Ascii.EqualsIgnoreCase(coding, "x-gzip"u8)) gzip = Math.Max(gzip, weight);
            else if (Ascii.EqualsIgnoreCase(coding, "identity"u8)) identity = weight;
            else if (coding.SequenceEqual("*"u8)) others = weight;
        }

        // The asterisk stands for what is not named; identity is good even then, unless it is excluded.
        int unnamed = Math.Max(others, 0);
        return new AcceptedCodings(
            brotli == NotNamed ? unnamed : brotli,
            gzip == NotNamed ? unnamed : gzip,
            identity == NotNamed ? (others == 0 ? 0 : 1) : identity);
    }

    /// <summary>Reads <c>q=</c> and a qvalue: at most three decimals, from 0 to 1 (RFC 9110 section 12.4.2).</summary>
    private static bool TryWeight(ReadOnlySpan<byte> text, out int weight)
    {
        weight = 0;
        if (text.Length is < 3 or > 7 || (text[0] | 0x20) != 'q' || text[1] != '=') return false;
        ReadOnlySpan<byte> digits = text[2..];
        if (digits[0] is not ((byte)'0' or (byte)'1') || (digits.Length > 1 && digits[1] != '.')) return false;
        weight = (digits[0] - '0') * Full;
        int unit = Full;
        for (int i = 2; i < digits.Length; i++)
        {
            if (digits[i] is < (byte)'0' or > (byte)'9') return false;
            unit /= 10;
            weight += (digits[i] - '0') * unit;
        }

        return weight <= Full;
    }
}
