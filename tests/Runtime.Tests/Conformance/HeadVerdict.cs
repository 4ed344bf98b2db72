namespace Gatehouse.Runtime.Tests.Conformance;

/// <summary>What a parser makes of bytes that begin with a request head.</summary>
internal enum Verdict
{
    Accepts,
    Refuses,
    WaitsForMore,
}

/// <summary>A parser's answer.</summary>
/// <param name="Verdict">What it does.</param>
/// <param name="Text">The head as it was read, its length included; or the reason for which it was refused.</param>
internal sealed record HeadVerdict(Verdict Verdict, string Text);
