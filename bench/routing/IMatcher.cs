namespace Gatehouse.Bench.Routing;

/// <summary>A matcher with a set of routes, and a request for each.</summary>
internal interface IMatcher
{
    /// <summary>The template that a route's own request finds.</summary>
    string Describe(int index);

    /// <summary>Matches the requests of these routes.</summary>
    void Run(int[] order);

    /// <summary>Does the same but for the match: what it costs to put each request in place, and its path into the cache, where a parser has just left it.</summary>
    void RunEmpty(int[] order);
}
