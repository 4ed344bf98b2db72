using System.Net;
using System.Net.Sockets;

namespace Gatehouse.Proxy;

/// <summary>
/// One of the hosts that requests may be for, as it is written. This file is compiled into the runtime and into the generator, so that what is
/// not reported in the editor is not refused at the start either.
/// </summary>
internal static class AllowedHost
{
    /// <summary>What stands before a name to allow what is below it.</summary>
    public const string BelowMark = "*.";

    /// <summary>DNS names have 253 characters at most (RFC 1035 section 3.1); longer ones are never allowed where names are listed.</summary>
    public const int Longest = 255;

    /// <summary>What is wrong with a host, without a full stop; null for a good one.</summary>
    public static string? FaultOf(string text)
    {
        bool isBelow = text.StartsWith(BelowMark, StringComparison.Ordinal);
        if (IsName(isBelow ? text.Substring(BelowMark.Length) : text) || (!isBelow && AddressOf(text.AsSpan()) is not null)) return null;
        return text switch
        {
            "*" => "'*' would allow every host: leave the list empty instead",
            _ when text.Any(c => c > 127) => $"'{text}' is not a host: write it as requests have it, in its ASCII form (xn--…)",
            _ when text.IndexOf(':') >= 0 => $"'{text}' is not a host: expected one without scheme, port and path",
            _ => $"'{text}' is not a host: expected a name such as www.example.com, *.example.com, or an IP address",
        };
    }

    /// <summary>The address that a host is, in brackets or without; null for a name.</summary>
    public static IPAddress? AddressOf(ReadOnlySpan<char> host)
    {
        bool isBracketed = host.Length > 1 && host[0] == '[' && host[host.Length - 1] == ']';
        ReadOnlySpan<char> bare = isBracketed ? host.Slice(1, host.Length - 2) : host;
        if (bare.IndexOfAny('%', '[', ']') >= 0 || !IPAddress.TryParse(bare, out IPAddress? address)) return null;

        // The parser of the BCL takes "10.1" for 10.0.0.1; as a host it is a name.
        bool isExact = address.AddressFamily == AddressFamily.InterNetworkV6 || bare.SequenceEqual(address.ToString().AsSpan());
        return isExact ? address : null;
    }

    // What a URL has for a name (RFC 3986 section 3.2.2), without the characters that no host has.
    private static bool IsName(string host) =>
        host.Length is > 0 and <= Longest
        && host.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_' or '.')
        && host[0] != '.'
        && host.IndexOf("..", StringComparison.Ordinal) < 0;
}
