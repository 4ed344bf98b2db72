using System.Globalization;
using Gatehouse.Generators.Model;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.Generators.Emitting;

/// <summary>What the half of the class that describes, starts and stops it depends on.</summary>
internal sealed record LifeModel(
    AppType Type,
    string Name,
    string Version,
    TrustModel Trust,
    StartModel Start,
    StopKind Stop,
    EquatableArray<Setting> Settings,
    EquatableArray<StaticFolderModel> StaticFolders,
    EquatableArray<HookModel> Hooks,
    bool HasParts = false,
    bool PartsHaveEnd = false,
    bool KeepsWorker = false);

/// <summary>Emits the description of the app, and its beginning and end.</summary>
internal static class AppEmitter
{
    private const string ValueTask = "global::System.Threading.Tasks.ValueTask";
    private const string WorkerContext = "global::Gatehouse.WorkerContext";
    private const string FileSet = "global::Gatehouse.CompilerServices.StaticFileSet";

    public static SourceText Emit(LifeModel model)
    {
        AppType type = model.Type;
        SourceWriter writer = new SourceWriter().Header();

        // A hook marked [Obsolete] still has to be called.
        if (model.Hooks.Count > 0) writer.Line("#pragma warning disable CS0612, CS0618").Line();
        writer.Namespace(type);
        writer.Line($"partial {Keyword(type)} {type.Identifier} : {Contract(type)}").Open();
        if (model.StaticFolders.Count > 0)
        {
            writer.Line(SourceWriter.GeneratedCode).Line($"private {FileSet} {type.FilesName} = null!;").Line();
        }

        if (model.HasParts)
        {
            writer.Line(SourceWriter.GeneratedCode).Line($"private {type.PartsName} {type.PartsField} = null!;").Line();
        }
        if (model.KeepsWorker)
            writer.Line(SourceWriter.GeneratedCode).Line($"private {WorkerContext} {type.WorkerName} = null!;").Line();

        EmitDescription(writer, model);
        writer.Line();
        EmitStart(writer, model);
        writer.Line();
        EmitStop(writer, model);
        return writer.Close().ToSource();
    }

    public static string Keyword(AppType type) => type.IsRecord ? "record" : "class";

    public static string Contract(AppType type) => $"global::Gatehouse.IGatewayApplication<{type.FullName}>";

    private static void EmitDescription(SourceWriter writer, LifeModel model)
    {
        writer.Line(SourceWriter.GeneratedCode);
        writer.Line($"static global::Gatehouse.ApplicationDescription {Contract(model.Type)}.Describe() => new()").Open();
        writer.Line($"Name = {SourceWriter.Quote(model.Name)},");
        if (model.Version.Length > 0) writer.Line($"Version = {SourceWriter.Quote(model.Version)},");

        // What is not written here is as the runtime has it.
        TrustModel trust = model.Trust;
        if (trust.Networks.Count > 0) writer.Line($"TrustedProxies = [{string.Join(", ", trust.Networks.Select(SourceWriter.Quote))}],");
        if (trust.Hops != 1) writer.Line($"ProxyHops = {trust.Hops},");
        if (trust.HasOwnHeaders) EmitForwardedHeaders(writer, trust);
        if (trust.AllowedHosts.Count > 0) writer.Line($"AllowedHosts = [{string.Join(", ", trust.AllowedHosts.Select(SourceWriter.Quote))}],");
        if (model.Settings.Count > 0)
        {
            writer.Line("Defaults =").Line("[").Indented(_ =>
            {
                foreach (Setting setting in model.Settings)
                {
                    string origin = SourceWriter.Quote($"MSBuild property {setting.Property}");
                    writer.Line($"new({SourceWriter.Quote(setting.Name)}, {SourceWriter.Quote(setting.Value)}, {origin}),");
                }
            }).Line("],");
        }

        if (model.Hooks.Count > 0)
        {
            writer.Line("Hooks = new()").Open();
            foreach (HookModel hook in model.Hooks) writer.Line($"{hook.Name} = {hook.Method},");
            writer.Close(",");
        }

        writer.Close(";");
    }

    private static void EmitForwardedHeaders(SourceWriter writer, TrustModel trust)
    {
        List<string> flags = [.. trust.Fields.Where(field => field.IsTaken).Select(field => $"global::Gatehouse.Forwarded.{field.Fact}")];
        List<string> properties =
        [
            .. trust.Fields.Where(field => !field.HasUsualHeader)
                .Select(field => $"{field.HeaderProperty} = {SourceWriter.Quote(field.Header)}"),
            .. trust.Fields.Where(field => field.Hops != 0)
                .Select(field => $"{field.HopsProperty} = {field.Hops.ToString(CultureInfo.InvariantCulture)}"),
        ];
        if (trust.IsStandard) properties.Add("Standard = true");
        string flagList = flags.Count == 0 ? "global::Gatehouse.Forwarded.None" : string.Join(" | ", flags);
        string propertyList = properties.Count == 0 ? "" : $" {{ {string.Join(", ", properties)} }}";
        writer.Line($"ForwardedHeaders = new({flagList}){propertyList},");
    }

    private static void EmitStart(SourceWriter writer, LifeModel model)
    {
        string type = model.Type.FullName;
        string taskOfApp = $"{ValueTask}<{type}>";
        string argument = model.Start.TakesContext ? "context" : "";
        string call = $"{type}.{model.Start.MethodName}({argument})";
        if (model.StaticFolders.Count > 0 || model.HasParts || model.KeepsWorker)
        {
            EmitStartAndFill(writer, model, call, argument);
            return;
        }

        string body = model.Start.Kind switch
        {
            StartKind.ValueTaskMethod => call,
            StartKind.TaskMethod or StartKind.Method => $"new {taskOfApp}({call})",
            _ => $"new {taskOfApp}(new {type}({argument}))",
        };
        writer.Line(SourceWriter.GeneratedCode);
        writer.Line($"static {taskOfApp} {Contract(model.Type)}.StartAsync(global::Gatehouse.WorkerContext context) =>");
        writer.Indented(_ => writer.Line(body + ";"));
    }

    /// <summary>The folders are opened first, since without them the app need not start; what needs the app is made last.</summary>
    private static void EmitStartAndFill(SourceWriter writer, LifeModel model, string call, string argument)
    {
        string type = model.Type.FullName;
        writer.Line(SourceWriter.GeneratedCode);
        bool isAsync = model.Start.Kind is StartKind.TaskMethod or StartKind.ValueTaskMethod;
        string modifiers = isAsync ? "static async" : "static";
        writer.Open($"{modifiers} {ValueTask}<{type}> {Contract(model.Type)}.StartAsync(global::Gatehouse.WorkerContext context)");
        if (model.StaticFolders.Count > 0)
            writer.Line($"{FileSet} files = {FileSet}.Open({string.Join(",", model.StaticFolders.Select(folder => "\n" + Declaration(folder)))});");
        string start = model.Start.Kind switch
        {
            StartKind.ValueTaskMethod or StartKind.TaskMethod => $"await {call}",
            StartKind.Method => call,
            _ => $"new {type}({argument})",
        };
        writer.Line($"{type} application = {start};");
        if (model.StaticFolders.Count > 0) writer.Line($"application.{model.Type.FilesName} = files;");
        if (model.KeepsWorker) writer.Line($"application.{model.Type.WorkerName} = context;");
        if (model.HasParts) writer.Line($"application.{model.Type.PartsField} = new {model.Type.PartsName}(application, context);");
        writer.Line(isAsync ? "return application;" : $"return new {ValueTask}<{type}>(application);").Close();
    }

    /// <summary>The attribute, as the class declares it.</summary>
    private static string Declaration(StaticFolderModel folder)
    {
        List<string> options = [];
        if (folder.Index is { } index) options.Add($"Index = {SourceWriter.Quote(index)}");
        if (folder.Fallback is { } fallback) options.Add($"Fallback = {SourceWriter.Quote(fallback)}");
        if (folder.CacheControl is { } cacheControl) options.Add($"CacheControl = {SourceWriter.Quote(cacheControl)}");
        if (folder.DotFiles) options.Add("DotFiles = true");
        string optionList = options.Count == 0 ? "" : $" {{ {string.Join(", ", options)} }}";
        return $"new global::Gatehouse.StaticFilesAttribute({SourceWriter.Quote(folder.Path)}, {SourceWriter.Quote(folder.Folder)}){optionList}";
    }

    private static void EmitStop(SourceWriter writer, LifeModel model)
    {
        writer.Line(SourceWriter.GeneratedCode);
        string modifiers = model.PartsHaveEnd ? "static async" : "static";
        string signature = $"{modifiers} {ValueTask} {Contract(model.Type)}.StopAsync({model.Type.FullName} application)";
        if (model.PartsHaveEnd)
        {
            EmitStopOfAll(writer, model, signature);
            return;
        }

        if (model.StaticFolders.Count > 0)
        {
            writer.Open(signature).Line($"application.{model.Type.FilesName}.Dispose();");
            if (model.Stop == StopKind.Dispose) writer.Line("((global::System.IDisposable)application).Dispose();");
            writer.Line(model.Stop == StopKind.DisposeAsync
                ? "return ((global::System.IAsyncDisposable)application).DisposeAsync();"
                : "return default;");
            writer.Close();
            return;
        }

        switch (model.Stop)
        {
            case StopKind.DisposeAsync:
                writer.Line(signature + " =>");
                writer.Indented(_ => writer.Line("((global::System.IAsyncDisposable)application).DisposeAsync();"));
                break;
            case StopKind.Dispose:
                writer.Open(signature);
                writer.Line("((global::System.IDisposable)application).Dispose();");
                writer.Line("return default;");
                writer.Close();
                break;
            default:
                writer.Line(signature + " => default;");
                break;
        }
    }

    /// <summary>Handler classes and filters end while the app that they were given is whole.</summary>
    private static void EmitStopOfAll(SourceWriter writer, LifeModel model, string signature)
    {
        writer.Open(signature);
        List<string> ends = [$"await application.{model.Type.PartsField}.DisposeAsync();"];
        if (model.StaticFolders.Count > 0) ends.Add($"application.{model.Type.FilesName}.Dispose();");
        if (EndEmitter.StatementOf(model.Stop, "application") is { } end) ends.Add(end);
        EndEmitter.Emit(writer, ends);
        writer.Close();
    }
}
