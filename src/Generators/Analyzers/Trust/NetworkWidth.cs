namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>In what way a network is wider than the proxies need.</summary>
internal enum NetworkWidth
{
    /// <summary>Every address there is.</summary>
    Everybody,

    /// <summary>More than any organisation has: an IPv4 prefix of less than 8 bits, an IPv6 one of less than 16.</summary>
    Wide,

    /// <summary>All of a range of private addresses (RFC 1918, RFC 4193).</summary>
    WholePrivateRange,
}
