using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using Gatehouse.CompilerServices;
using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests;

/// <summary>
/// The emitted matcher answers as a plain list of routes with the written precedence does, for random sets of routes, and every
/// link leads back to its handler. ROUTE_TESTS=full does so for 10,000 sets and 1,000 requests of each.
/// </summary>
public class MatcherTests(ITestOutputHelper output)
{
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("ROUTE_TESTS") == "full";
    private static readonly int Batches = IsFull ? 200 : 4;
    private static readonly int SetsInBatch = IsFull ? 50 : 40;
    private static readonly int RequestsOfSet = IsFull ? 1000 : 150;
    private static readonly int LinksOfRoute = IsFull ? 20 : 5;

    [Fact]
    public void The_emitted_matcher_equals_the_list_and_links_lead_back()
    {
        var requests = new Tally();
        var links = new Tally();
        int sets = 0;
        Prop.ForAll(RandomRoutes.Cases(SetsInBatch, RequestsOfSet, LinksOfRoute).ToArbitrary(), cases =>
        {
            using var compiled = new RouteSets(cases);
            foreach ((RouteCase set, CompiledSet app) in cases.Zip(compiled.Sets))
            {
                var list = new NaiveMatcher(set.Routes);
                CheckRequests(set, list, app, requests);
                CheckLinks(set, list, app, links);
            }

            if (Interlocked.Add(ref sets, cases.Length) % 1000 == 0) TestContext.Current.SendDiagnosticMessage($"{sets} sets");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Batches).WithParallelRunConfig(new ParallelRunConfig(Environment.ProcessorCount)));
        output.WriteLine($"{sets} sets\nrequests: {requests}\nlinks: {links}");

        // A test in which hardly anything matches, or nothing is refused, would show little.
        Assert.InRange(requests["answered"], requests.All / 10, requests.All);
        Assert.All(["400", "404", "405"], status => Assert.InRange(requests[status], requests.All / 50, requests.All));
        Assert.All(
            ["literal", "constrained", "free", "catch-all", "optional left out", "default", "escaped", "gave way for the method", "backtracked"],
            way => Assert.InRange(requests[way], requests.All / 1000, requests.All));
        Assert.InRange(links["led back"], links.All / 2, links.All);
        Assert.All(["refused", "taken by another", "led nowhere"], outcome => Assert.InRange(links[outcome], links.All / 1000, links.All / 4));
    }

    private static void CheckRequests(RouteCase set, NaiveMatcher list, CompiledSet app, Tally tally)
    {
        foreach ((string method, string path) in set.Requests)
        {
            NaiveAnswer expected = list.Match(method, path);
            string actual = Describe(app, Requests.Of(method, path), out _);
            if (expected.Text != actual) Assert.Fail($"{method} {path}: expected {expected.Text}, got {actual}{Told(set)}");
            tally.Count([expected.Text.StartsWith('#') ? "answered" : expected.Text[..3], .. expected.Ways]);
        }
    }

    /// <summary>
    /// A link is refused exactly where no path carries its values; else its path is answered as the list answers the path of
    /// those values, which is by the link's own handler unless a constraint does not let a value through, or another route goes first.
    /// </summary>
    private static void CheckLinks(RouteCase set, NaiveMatcher list, CompiledSet app, Tally tally)
    {
        foreach ((int id, NaiveRoute route) in set.Routes.Index())
        {
            foreach (object?[] values in set.Links[id])
            {
                string? link = LinkTo(app, id, values);
                string? path = NaiveLink.PathOf(route, values);
                string what = $"the link to {route} with ({string.Join(", ", values)})";
                if ((link is null) != (path is null)) Assert.Fail($"{what} is {link ?? "refused"}, expected {path ?? "a refusal"}{Told(set)}");
                if (link is null || path is null)
                {
                    tally.Count("refused");
                    continue;
                }

                string expected = list.Match(route.Method, path).Text;
                var exchange = new TestExchange();
                Request request = Requests.Of(route.Method, link, exchange);
                string actual = Describe(app, request, out Handler handler);
                if (expected != actual) Assert.Fail($"{what} is {link}: expected {expected}, got {actual}{Told(set)}");
                IEnumerable<string> texts = NaiveLink.TextsOf(route, values)!.Select(text => text ?? "absent");
                if (expected != NaiveMatcher.Answered(id, route, texts))
                {
                    tally.Count(expected.StartsWith('#') ? "taken by another" : "led nowhere");
                    continue;
                }

                List<object?> wanted = [.. NaiveLink.GotFrom(route, values)];
                IReadOnlyList<object?> got = app.Invoke(handler, request, exchange);
                if (!wanted.SequenceEqual(got)) Assert.Fail($"{what} is {link}: the handler got ({string.Join(", ", got)}){Told(set)}");
                tally.Count("led back", values.Contains(null) ? "led back with one left out" : "led back with all");
            }
        }
    }

    private static string? LinkTo(CompiledSet app, int route, object?[] values)
    {
        try
        {
            return app.LinkTo(route, values);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string Told(RouteCase set) => $"; the routes are\n{string.Join("\n", set.Routes)}";

    private static string Describe(CompiledSet app, Request request, out Handler handler)
    {
        handler = default;
        try
        {
            handler = app.Select(request);
        }
        catch (HttpStatusException e)
        {
            return $"{e.Status}";
        }

        if (handler.IsNotFound) return "404";
        if (handler.Allow is { } allow) return $"405 {allow}";
        string template = handler.Route!;
        int parameters = template.Count(c => c == '{');
        bool endsInRest = template.Contains("{*", StringComparison.Ordinal);
        IEnumerable<string> values = Enumerable.Range(0, parameters).Select(slot =>
            !RouteValue.IsPresent(request, slot) ? "absent"
            : endsInRest && slot == parameters - 1 ? RouteValue.Rest(request, slot)
            : RouteValue.Text(request, slot));
        return $"#{handler.Id} {template} {string.Join(",", values)}";
    }

    /// <summary>How often what happened; batches run side by side.</summary>
    private sealed class Tally
    {
        private readonly ConcurrentDictionary<string, int> counts = new(StringComparer.Ordinal);
        private int all;

        public int All => all;

        public int this[string outcome] => counts.GetValueOrDefault(outcome);

        public void Count(params string[] outcomes)
        {
            Interlocked.Increment(ref all);
            foreach (string outcome in outcomes) counts.AddOrUpdate(outcome, 1, (_, count) => count + 1);
        }

        public override string ToString() => $"{all}: {string.Join(", ", counts.OrderByDescending(count => count.Value).Select(count => $"{count.Value} {count.Key}"))}";
    }
}
