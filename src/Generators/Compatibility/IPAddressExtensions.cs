namespace System.Net;

/// <summary>Lets what is shared with the runtime compile for netstandard2.0, whose parser takes strings only.</summary>
internal static class IPAddressExtensions
{
    extension(IPAddress)
    {
        public static bool TryParse(ReadOnlySpan<char> text, out IPAddress address) => IPAddress.TryParse(text.ToString(), out address);
    }
}
