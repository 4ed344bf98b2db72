using Gatehouse.Generators.Model;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.Generators.Emitting;

/// <summary>
/// Emits the ways into the program. Each runtime is named with the app as its type argument, so that the ahead-of-time
/// compiler sees exactly what can run.
/// </summary>
internal static class EntryPointEmitter
{
    private const string Task = "global::System.Threading.Tasks.Task";
    private const string Parameters = "global::Gatehouse.Hosting.ServerSettings settings, global::System.Threading.CancellationToken stop";

    private static readonly IReadOnlyList<(string Name, string Server, string Summary)> Runtimes =
    [
        ("PreFork", "PreForkServer", "A supervisor and worker processes."),
        ("Epoll", "EpollServer", "One process, one event loop a core."),
        ("GreenThread", "GreenThreadServer", "One process, each request a green thread."),
        ("Daemon", "DaemonServer", "A detached service process."),
    ];

    public static SourceText EmitEntryPoints(AppType type)
    {
        SourceWriter writer = new SourceWriter().Header().Namespace(type);
        writer.Line($"/// <summary>The ways to run <see cref=\"{type.FullName}\"/>.</summary>");
        writer.Line(SourceWriter.GeneratedCode);
        writer.Open($"internal static class {ClassName(type)}");
        writer.Line("/// <summary>Runs the app as the command line says. Returns the exit code.</summary>");
        writer.Line("/// <param name=\"args\">The arguments of the process.</param>");
        writer.Line($"public static {Task}<int> RunAsync(string[] args) =>");
        writer.Indented(inner =>
        {
            inner.Line($"global::Gatehouse.Hosting.CommandLine.RunAsync<{type.FullName}>(args, new global::Gatehouse.Hosting.EntryPoints");
            inner.Open();
            foreach ((string name, _, _) in Runtimes) inner.Line($"{name} = {name}Async,");
            inner.Close(");");
        });
        foreach ((string name, string server, string summary) in Runtimes)
        {
            writer.Line().Line($"/// <summary>{summary}</summary>");
            writer.Line("/// <param name=\"settings\">How to run.</param>");
            writer.Line("/// <param name=\"stop\">Stops it, gracefully.</param>");
            writer.Line($"public static {Task} {name}Async({Parameters}) =>");
            writer.Indented(_ => writer.Line($"global::Gatehouse.Runtimes.{server}.Create<{type.FullName}>(settings).ServeAsync(stop);"));
        }

        return writer.Close().ToSource();
    }

    /// <summary>The entry point of an executable that has none. Known in its file alone, so that a class Program of the user's is no conflict.</summary>
    public static SourceText EmitProgram(AppType type)
    {
        string entryPoints = type.Namespace is null ? $"global::{ClassName(type)}" : $"global::{type.Namespace}.{ClassName(type)}";
        SourceWriter writer = new SourceWriter().Header().Namespace(type);
        writer.Line(SourceWriter.GeneratedCode);
        writer.Open("file static class Program");
        writer.Line($"private static {Task}<int> Main(string[] args) => {entryPoints}.RunAsync(args);");
        return writer.Close().ToSource();
    }

    private static string ClassName(AppType type) => type.SimpleName + "EntryPoints";
}
