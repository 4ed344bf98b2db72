using Gatehouse.Generators.Model;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.Generators.Emitting;

/// <summary>What the half of the class that describes, starts and stops it depends on.</summary>
internal sealed record LifeModel(
    AppType Type, string Name, string Version, TrustModel Trust, StartModel Start, StopKind Stop, EquatableArray<Setting> Settings);

/// <summary>Emits the description of the app, and its beginning and end.</summary>
internal static class AppEmitter
{
    private const string ValueTask = "global::System.Threading.Tasks.ValueTask";

    public static SourceText Emit(LifeModel model)
    {
        AppType type = model.Type;
        SourceWriter writer = new SourceWriter().Header().Namespace(type);
        writer.Line($"partial {Keyword(type)} {type.Identifier} : {Contract(type)}").Open();
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
        if (!trust.Fields.Equals(TrustModel.None.Fields)) EmitForwardedHeaders(writer, trust);
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

        writer.Close(";");
    }

    private static void EmitForwardedHeaders(SourceWriter writer, TrustModel trust)
    {
        List<string> flags = [.. trust.Fields.Where(field => field.IsTaken).Select(field => $"global::Gatehouse.Forwarded.{field.Fact}")];
        List<string> headers =
        [
            .. trust.Fields.Where(field => !field.HasUsualHeader)
                .Select(field => $"{field.HeaderProperty} = {SourceWriter.Quote(field.Header)}"),
        ];
        string flagList = flags.Count == 0 ? "global::Gatehouse.Forwarded.None" : string.Join(" | ", flags);
        string headerList = headers.Count == 0 ? "" : $" {{ {string.Join(", ", headers)} }}";
        writer.Line($"ForwardedHeaders = new({flagList}){headerList},");
    }

    private static void EmitStart(SourceWriter writer, LifeModel model)
    {
        string type = model.Type.FullName;
        string taskOfApp = $"{ValueTask}<{type}>";
        string argument = model.Start.TakesContext ? "context" : "";
        string call = $"{type}.{model.Start.MethodName}({argument})";
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

    private static void EmitStop(SourceWriter writer, LifeModel model)
    {
        writer.Line(SourceWriter.GeneratedCode);
        string signature = $"static {ValueTask} {Contract(model.Type)}.StopAsync({model.Type.FullName} application)";
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
}
