using Gatehouse.Generators.Model;
using Gatehouse.Generators.Routing;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.Generators.Emitting;

/// <summary>What the half of the class that chooses and calls handlers depends on.</summary>
/// <param name="Type">The class.</param>
/// <param name="Routes">Its routes.</param>
/// <param name="Fallback">Its bare callable.</param>
/// <param name="Folders">What the paths of its static folders begin with, up to a slash.</param>
internal sealed record DispatchModel(AppType Type, EquatableArray<RouteModel> Routes, CallModel? Fallback, EquatableArray<string> Folders)
{
    /// <summary>Number of the first static folder's handler.</summary>
    public int FirstFolder => Routes.Count + (Fallback is null ? 0 : 1);
}

/// <summary>
/// Emits the choice of a handler and the call of it. A handler's number is its route's index; the bare callable has the next,
/// and the static folders those behind.
/// </summary>
internal static class DispatchEmitter
{
    private const string HandlerResult = "global::Gatehouse.CompilerServices.HandlerResult";
    private const string RouteValue = "global::Gatehouse.CompilerServices.RouteValue";
    private const string ValueTask = "global::System.Threading.Tasks.ValueTask";

    public static SourceText Emit(DispatchModel model)
    {
        AppType type = model.Type;
        SourceWriter writer = new SourceWriter().Header();

        // A handler marked [Obsolete] still has to be served.
        writer.Line("#pragma warning disable CS0612, CS0618").Line().Namespace(type);
        writer.Open($"partial {AppEmitter.Keyword(type)} {type.Identifier}");
        EmitSelect(writer, model);
        writer.Line();
        EmitInvoke(writer, model);
        if (model.Routes.Count + model.Folders.Count > 0)
        {
            writer.Line().Line(SourceWriter.GeneratedCode);
            new MatcherEmitter(writer).Emit(
                $"private abstract class {type.MatcherName}",
                Resource.Group(model.Routes),
                [.. model.Folders.Select((folder, i) => (folder, HandlerId: model.FirstFolder + i))],
                model.Fallback);
        }

        return writer.Close().ToSource();
    }

    private static void EmitSelect(SourceWriter writer, DispatchModel model)
    {
        writer.Line(SourceWriter.GeneratedCode);
        string signature = $"static global::Gatehouse.Handler {AppEmitter.Contract(model.Type)}.Select(global::Gatehouse.Request request)";
        string fallback = model.Fallback is null ? "" : MatcherEmitter.HandlerOf(model.Routes.Count, model.Fallback.IsBlocking, null);
        string matcher = model.Type.MatcherName;
        string select = MatcherEmitter.SelectorOf(model.Routes.Count, model.Folders.Count);
        string body = (model.Routes.Count + model.Folders.Count > 0, model.Fallback is not null) switch
        {
            (true, true) => $"{matcher}.SelectOrElse(request, {fallback});",
            (true, false) => $"{matcher}.{select}(request);",
            _ => fallback + ";",
        };
        if (model is { Routes.Count: 0, Fallback.MaxRequestBody: { } limit })
            writer.Open(signature).Line(MatcherEmitter.LimitOf(limit)).Line($"return {body}").Close();
        else
            writer.Line(signature + " =>").Indented(_ => writer.Line(body));
    }

    private static void EmitInvoke(SourceWriter writer, DispatchModel model)
    {
        string type = model.Type.FullName;
        writer.Line(SourceWriter.GeneratedCode);
        writer.Line($"static {ValueTask} {AppEmitter.Contract(model.Type)}.InvokeAsync(").Indented(_ => writer.Line(
            $"{type} application, global::Gatehouse.Handler handler, global::Gatehouse.Request request, global::Gatehouse.Response response)"));
        writer.Open().Open("switch (handler.Id)");
        for (int id = 0; id < model.Routes.Count; id++)
        {
            RouteModel route = model.Routes[id];
            if (route.WebSocket is { } socket) WebSocketEmitter.EmitCase(writer, type, id, route, socket);
            else EmitCase(writer, type, id, route.Call, $"{route.HttpMethod} {route.Template.Text}");
        }

        if (model.Fallback is { } fallback) EmitCase(writer, type, model.Routes.Count, fallback, "every other path");
        for (int i = 0; i < model.Folders.Count; i++)
        {
            string call = $"application.{model.Type.FilesName}.ServeAsync({i}, request, response)";
            writer.Line($"case {model.FirstFolder + i}: // files beneath {model.Folders[i]}/").Indented(_ => writer.Line($"return {call};"));
        }

        writer.Line("default:").Indented(_ => writer.Line(
            "throw new global::System.ArgumentOutOfRangeException(nameof(handler), handler.Id, \"Not a handler of this application.\");"));
        writer.Close().Close();
    }

    private static void EmitCase(SourceWriter writer, string type, int id, CallModel call, string comment)
    {
        string receiver = call.IsStatic ? type : "application";
        string invocation = $"{receiver}.{call.MethodName}({Arguments(call)})";
        writer.Line($"case {id}: // {comment}").Indented(_ =>
        {
            switch (call.Result)
            {
                case ResultKind.Void:
                    writer.Line($"{invocation};").Line("return default;");
                    break;
                case ResultKind.ValueTask:
                    writer.Line($"return {invocation};");
                    break;
                case ResultKind.Task:
                    writer.Line($"return new {ValueTask}({invocation});");
                    break;
                default:
                    writer.Line($"return {HandlerResult}.WriteAsync(response, {invocation});");
                    break;
            }
        });
    }

    /// <summary>The arguments: on a line each when one of them has to be bound, since that is long.</summary>
    private static string Arguments(CallModel call)
    {
        bool bindsRoute = call.Arguments.Any(argument => argument.RouteName is not null);
        return string.Join(bindsRoute ? "," : ", ", call.Arguments.Select(argument => (bindsRoute ? "\n" : "") + Argument(argument)));
    }

    public static string Argument(ArgumentModel argument) => argument.Kind switch
    {
        ArgumentKind.Request => "request",
        ArgumentKind.Response => "response",
        ArgumentKind.Aborted => "request.Aborted",
        ArgumentKind.RouteText => $"{RouteValue}.Text(request, {argument.Slot})",
        ArgumentKind.RouteInt32 => Parsed("Int32", argument),
        ArgumentKind.RouteInt64 => Parsed("Int64", argument),
        ArgumentKind.RouteGuid => Parsed("Guid", argument),
        _ => Parsed($"Parse<{argument.TypeName}>", argument),
    };

    private static string Parsed(string method, ArgumentModel argument) =>
        $"{RouteValue}.{method}(request, {argument.Slot}, {SourceWriter.Quote(argument.RouteName!)})";
}
