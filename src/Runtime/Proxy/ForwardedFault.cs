namespace Gatehouse.Proxy;

/// <summary>What is wrong with what a trusted proxy states.</summary>
/// <param name="Header">Name of the header.</param>
/// <param name="Reason">The value and what was expected, for the log.</param>
internal sealed record ForwardedFault(string Header, string Reason);
