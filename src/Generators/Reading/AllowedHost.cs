using System.Net;
using System.Net.Sockets;

namespace Gatehouse.Generators.Reading;

/// <summary>Checks the hosts of <c>[AllowedHosts]</c>, as the server does when it starts.</summary>
internal static class AllowedHost
{
    private const string BelowMark = "*.";
    private const int Longest = 255;

    /// <summary>What is wrong with a host; null for a good one.</summary>
    public static string? FaultOf(string text)
    {
        string host = text.StartsWith(BelowMark, StringComparison.Ordinal) ? text.Substring(BelowMark.Length) : text;
        if (IsName(host) || (host == text && IsIPv6(host))) return null;
        return text switch
        {
            "*" => "'*' would allow every host: leave the list empty instead",
            _ when text.Any(c => c > 127) => $"'{text}' is not a host: write it as requests have it, in its ASCII form (xn--…)",
            _ when text.IndexOf(':') >= 0 => $"'{text}' is not a host: expected one without scheme, port and path",
            _ => $"'{text}' is not a host such as www.example.com, *.example.com or an IP address",
        };
    }

    private static bool IsName(string host) =>
        host.Length is > 0 and <= Longest
        && host.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_' or '.')
        && host[0] != '.'
        && !host.Contains("..");

    private static bool IsIPv6(string host)
    {
        string bare = host.StartsWith("[", StringComparison.Ordinal) && host.EndsWith("]", StringComparison.Ordinal) ? host.Substring(1, host.Length - 2) : host;
        return bare.IndexOfAny(['%', '[', ']']) < 0
            && IPAddress.TryParse(bare, out IPAddress? address)
            && address.AddressFamily == AddressFamily.InterNetworkV6;
    }
}
