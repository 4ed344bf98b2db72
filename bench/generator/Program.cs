// Milliseconds of the generator for apps of many routes: bench/generator/run [ROUTES…]
using Gatehouse;
using Gatehouse.Bench;
using Gatehouse.Generators;
using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

const int rounds = 31;

// Before that the JIT is at work beside the generator, and takes half as much again.
const int warmups = 40;
int[] sizes = args.Length > 0 ? [.. args.Select(int.Parse)] : [1000, 100, 10, 1];
CSharpParseOptions parsing = new(LanguageVersion.Latest);
MetadataReference[] references =
[
    .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':')
        .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "mscorlib.dll" or "netstandard.dll"))
        .Append(typeof(Request).Assembly.Location)
        .Select(path => MetadataReference.CreateFromFile(path)),
];

Console.WriteLine($"Roslyn {typeof(Compilation).Assembly.GetName().Version}, medians of {rounds}, ms of processor time");
const string Other = "static class Other { public static int One() => 1; }";
string[] columns = ["first in process", "cold", "binding alone", "body", "search alone", "other body", "declaration", "binding alone", "when bound", "new route"];
Console.WriteLine($"{"routes",6} {string.Join(' ', columns.Select(column => $"{column,16}"))}");
foreach (int size in sizes)
{
    string source = ManyRoutes.Source(size);
    CSharpCompilation compilation = Compile(source, Other);
    double first = Time(() => Run(Driver(), compilation));
    double cold = Cold(Driver, Run);
    double coldBinding = Cold(BindingDriver, RunBinding);

    GeneratorDriver warm = Run(Driver(), compilation);
    GeneratorDriver warmBinding = RunBinding(BindingDriver(), compilation);
    GeneratorDriver warmSearch = CSharpGeneratorDriver.Create([new AttributeSearch().AsSourceGenerator()], parseOptions: parsing).RunGenerators(compilation);
    SyntaxTree app = compilation.SyntaxTrees[0];
    SyntaxTree other = compilation.SyntaxTrees[1];
    int edits = 0;
    double body = AfterEdit(app, () => source.Replace("=> request.Path", $"=> request.Path + {edits++}", StringComparison.Ordinal), Rerun);
    double search = AfterEdit(app, () => source.Replace("=> request.Path", $"=> request.Path + {edits++}", StringComparison.Ordinal), edited => warmSearch.RunGenerators(edited));
    double otherBody = AfterEdit(other, () => Other.Replace("=> 1", $"=> {edits++}", StringComparison.Ordinal), Rerun);
    double declaration = AfterEdit(other, () => Other.Replace("One", $"One{edits++}", StringComparison.Ordinal), Rerun);
    double binding = AfterEdit(other, () => Other.Replace("One", $"One{edits++}", StringComparison.Ordinal), edited => RunBinding(warmBinding, edited));
    double bound = AfterEdit(other, () => Other.Replace("One", $"One{edits++}", StringComparison.Ordinal), Rerun, edited => Binding.Of(edited.GetTypeByMetadataName("Acme.Many.Big")!));
    double route = AfterEdit(app, () => source.Insert(source.LastIndexOf('}'), $"[Get(\"/new/{edits++}\")] public string New() => \"\";"), Rerun);
    double[] times = [first, cold, coldBinding, body, search, otherBody, declaration, binding, bound, route];
    Console.WriteLine($"{size,6} {string.Join(' ', times.Select(time => $"{time,16:F1}"))}");

    void Rerun(CSharpCompilation edited) => Run(warm, edited);

    double Cold(Func<GeneratorDriver> driver, Func<GeneratorDriver, CSharpCompilation, GeneratorDriver> run) => Median(() =>
    {
        CSharpCompilation fresh = Compile(source, Other);
        return Time(() => run(driver(), fresh));
    });

    // Parsing is the compiler's work, which it does with or without a generator.
    double AfterEdit(SyntaxTree tree, Func<string> edit, Action<CSharpCompilation> run, Action<Compilation>? before = null) => Median(() =>
    {
        CSharpCompilation edited = compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(edit(), parsing, tree.FilePath));
        before?.Invoke(edited);
        return Time(() => run(edited));
    });
}

CSharpCompilation Compile(params string[] sources) => CSharpCompilation.Create(
    "Many",
    sources.Select((text, i) => CSharpSyntaxTree.ParseText(text, parsing, $"File{i}.cs")),
    references,
    new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));

GeneratorDriver Driver() => CSharpGeneratorDriver.Create([new GatewayGenerator().AsSourceGenerator()], parseOptions: parsing);

GeneratorDriver Run(GeneratorDriver driver, CSharpCompilation compilation)
{
    GeneratorDriver done = driver.RunGenerators(compilation);
    GeneratorRunResult result = done.GetRunResult().Results[0];
    if (result.Exception is not null || result.GeneratedSources.Length < 5)
        throw new InvalidOperationException($"Emitted {result.GeneratedSources.Length} files.", result.Exception);
    return done;
}

GeneratorDriver BindingDriver() => CSharpGeneratorDriver.Create([new Binding().AsSourceGenerator()], parseOptions: parsing);

GeneratorDriver RunBinding(GeneratorDriver driver, CSharpCompilation compilation) => driver.RunGenerators(compilation);

// Processor time: others on the machine do not count. With the threads of the JIT and the collector, but not for what was
// allocated before.
static double Time(Action action)
{
    GC.Collect();
    TimeSpan start = Environment.CpuUsage.TotalTime;
    action();
    return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
}

static double Median(Func<double> measure)
{
    for (int i = 0; i < warmups; i++) measure();
    double[] times = [.. Enumerable.Range(0, rounds).Select(_ => measure())];
    Array.Sort(times);
    return times[rounds / 2];
}
