namespace Gatehouse.Proxy;

/// <summary>How many proxies state each fact: which value from the right is taken, and at most as many are believed.</summary>
/// <param name="For">Of the client's address.</param>
/// <param name="Proto">Of the scheme.</param>
/// <param name="Host">Of the host.</param>
/// <param name="Port">Of the port.</param>
/// <param name="Prefix">Of the path prefix.</param>
internal sealed record ForwardedHops(int For, int Proto, int Host, int Port, int Prefix)
{
    /// <summary>Every proxy adds a value to each header.</summary>
    public static ForwardedHops Each(int hops) => new(hops, hops, hops, hops, hops);
}
