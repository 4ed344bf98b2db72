using System.Reflection;
using System.Text;
using Gatehouse.CompilerServices;
using Gatehouse.Generators.Emitting;
using Gatehouse.Generators.Model;
using Gatehouse.Generators.Routing;
using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests;

/// <summary>The emitted matcher answers as a plain list of routes with the written precedence does, for random sets of routes.</summary>
public class MatcherTests
{
    private const int Batches = 6;
    private const int SetsInBatch = 40;
    private const int PathsOfSet = 100;

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE"];
    private static readonly string[] RequestMethods = [.. Methods, "OPTIONS", "get", "PROPFIND"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Batches)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_emitted_matcher_equals_the_list(int seed)
    {
        var random = new Random(seed);
        List<NaiveRoute>[] sets = [.. Enumerable.Range(0, SetsInBatch).Select(i => RandomSets.Routes(random, i, Methods))];
        Func<Request, Handler>[] matchers = Compile(sets);
        int answered = 0;
        for (int i = 0; i < sets.Length; i++)
        {
            for (int j = 0; j < PathsOfSet; j++)
            {
                string path = RandomSets.Path(random, sets[i]);
                foreach (string method in random.GetItems(RequestMethods, 3))
                {
                    string expected = NaiveMatcher.Match(sets[i], method, path);
                    string actual = Describe(matchers[i], method, path);
                    Assert.True(
                        expected == actual,
                        $"{method} {path}: expected {expected}, got {actual}; seed {seed}, set {i}:\n{string.Join("\n", sets[i])}");
                    if (expected.StartsWith('#')) answered++;
                }
            }
        }

        // A test in which hardly anything matches would show little.
        Assert.InRange(answered, SetsInBatch * PathsOfSet / 10, int.MaxValue);
    }

    private static Func<Request, Handler>[] Compile(List<NaiveRoute>[] sets)
    {
        var source = new StringBuilder();
        for (int i = 0; i < sets.Length; i++)
        {
            var writer = new SourceWriter();
            new MatcherEmitter(writer).Emit($"public abstract class Set{i}", Resource.Group([.. sets[i].Select(Model)]), folders: [], fallback: null);
            source.Append(writer);
        }

        Assembly assembly = LoadedApp.Load(TestCompilation.Of(source.ToString()));
        return
        [
            .. sets.Select((_, i) => assembly.GetType($"Set{i}", throwOnError: true)!
                .GetMethod("Select")!.CreateDelegate<Func<Request, Handler>>()),
        ];
    }

    private static RouteModel Model(NaiveRoute route)
    {
        RouteTemplate? template = TemplateParser.Parse(route.Template, out TemplateError? error);
        Assert.True(template is not null, $"{route.Template}: {error?.Message}");
        return new RouteModel(route.Method, template, new CallModel("M", false, ResultKind.Value, []));
    }

    private static string Describe(Func<Request, Handler> matcher, string method, string path)
    {
        Request request = Requests.Of(method, path);
        Handler handler = matcher(request);
        if (handler.IsNotFound) return "404";
        if (handler.Allow is { } allow) return $"405 {allow}";
        int parameters = handler.Route!.Count(c => c == '{');
        IEnumerable<string> values = Enumerable.Range(0, parameters).Select(slot => Encoding.UTF8.GetString(RouteValue.Bytes(request, slot)));
        return $"#{handler.Id} {handler.Route} {string.Join(",", values)}";
    }
}
