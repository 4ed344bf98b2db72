using System.Net;

namespace Gatehouse.Runtime.Tests.Load;

/// <summary>What a load consists of. Each connection draws its requests from a sequence of its own, the same in every run.</summary>
internal sealed record LoadPlan(IPEndPoint EndPoint)
{
    public int Connections { get; init; } = 24;

    /// <summary>/echo, which gives way while it waits, or /slow, which blocks.</summary>
    public string Path { get; init; } = "/echo";

    /// <summary>How long the server is asked to take, in milliseconds: from, and to.</summary>
    public (int From, int To) Takes { get; init; }

    /// <summary>Most milliseconds between an answer and the next request.</summary>
    public int MostThought { get; init; }

    /// <summary>Most requests that are sent at once, before the first answer.</summary>
    public int MostPipelined { get; init; } = 1;

    /// <summary>How long an answer may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(25);
}
