namespace Gatehouse.Proxy;

/// <summary>
/// Reads the PROXY header that a connection begins with, in either version. A header is read whole or not at all, from all bytes that
/// are there: it is short, and comes in one packet (section 2). Bytes behind it are not looked at.
/// </summary>
internal static partial class ProxyHeaderParser
{
    /// <summary>
    /// The most bytes of a header. Version 2 could have 65551; what proxies send has some hundred, and a unique id or a certificate's
    /// name do not come near this.
    /// </summary>
    public const int MostBytes = 4096;

    private const string NoHeader = "it does not begin with a PROXY header";

    /// <summary>Reads a header.</summary>
    /// <param name="input">All bytes of the connection so far.</param>
    public static ProxyHeaderReading Parse(ReadOnlySpan<byte> input)
    {
        if (IsBeginning(input, Word)) return input.Length < Word.Length ? ProxyHeaderReading.NeedMore : ParseLine(input);
        if (IsBeginning(input, Signature)) return input.Length < Signature.Length ? ProxyHeaderReading.NeedMore : ParseBinary(input);
        return ProxyHeaderReading.Invalid(NoHeader);
    }

    /// <summary>Whether the input begins like this, as far as it goes.</summary>
    private static bool IsBeginning(ReadOnlySpan<byte> input, ReadOnlySpan<byte> opening)
    {
        int length = Math.Min(input.Length, opening.Length);
        return input[..length].SequenceEqual(opening[..length]);
    }
}
