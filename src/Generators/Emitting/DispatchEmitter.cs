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

    /// <summary>The calls of handlers, by their numbers: a new list each time.</summary>
    public List<CallModel> ListCalls() => [.. Routes.Select(route => route.Call), .. Fallback is null ? [] : new[] { Fallback }];
}

/// <summary>
/// Emits the choice of a handler and the call of it. A handler's number is its route's index; the bare callable has the next,
/// and the static folders those behind.
/// </summary>
internal static class DispatchEmitter
{
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
        var calls = new CallEmitter(model);
        EmitInvoke(writer, model, calls);
        calls.EmitBinding(writer);
        if (FilterEmitter.IsNeeded(calls)) new FilterEmitter(writer, model, calls).Emit();
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

    private static void EmitInvoke(SourceWriter writer, DispatchModel model, CallEmitter calls)
    {
        string type = model.Type.FullName;
        writer.Line(SourceWriter.GeneratedCode);
        writer.Line($"static {ValueTask} {AppEmitter.Contract(model.Type)}.InvokeAsync(").Indented(_ => writer.Line(
            $"{type} application, global::Gatehouse.Handler handler, global::Gatehouse.Request request, global::Gatehouse.Response response)"));
        writer.Open().Open("switch (handler.Id)");
        for (int id = 0; id < model.Routes.Count; id++)
        {
            RouteModel route = model.Routes[id];
            string name = NameOf(route);
            if (route.Call.Filters.Count > 0) EmitReturn(writer, id, FilterEmitter.CallOf(model.Type, id), name);
            else if (route.WebSocket is { } socket) EmitReturn(writer, id, calls.WebSocket(route, socket), name);
            else EmitCase(writer, id, model, calls);
        }

        if (model.Fallback is { Filters.Count: > 0 })
            EmitReturn(writer, model.Routes.Count, FilterEmitter.CallOf(model.Type, model.Routes.Count), NameOf(model, model.Routes.Count));
        else if (model.Fallback is not null)
            EmitCase(writer, model.Routes.Count, model, calls);
        for (int i = 0; i < model.Folders.Count; i++)
        {
            string call = $"application.{model.Type.FilesName}.ServeAsync({i}, request, response)";
            EmitReturn(writer, model.FirstFolder + i, call, $"files beneath {model.Folders[i]}/");
        }

        writer.Line("default:").Indented(_ => writer.Line(
            "throw new global::System.ArgumentOutOfRangeException(nameof(handler), handler.Id, \"Not a handler of this application.\");"));
        writer.Close().Close();
    }

    /// <summary>What a handler answers, for the comment above its call.</summary>
    public static string NameOf(RouteModel route) =>
        $"{(route.WebSocket is null ? route.HttpMethod : "WebSocket")} {route.Template.Text}";

    /// <summary>What the handler with a number answers.</summary>
    public static string NameOf(DispatchModel model, int id) => id < model.Routes.Count ? NameOf(model.Routes[id]) : "every other path";

    private static void EmitReturn(SourceWriter writer, int id, string call, string comment) =>
        writer.Line($"case {id}: // {comment}").Indented(_ => writer.Line($"return {call};"));

    private static void EmitCase(SourceWriter writer, int id, DispatchModel model, CallEmitter calls)
    {
        string comment = NameOf(model, id);
        if (calls.All[id] is { Result: ResultKind.Void, ReadsBody: false })
            writer.Line($"case {id}: // {comment}").Indented(_ => writer.Line($"{calls.Invocation(id)};").Line("return default;"));
        else
            EmitReturn(writer, id, calls.Returned(id), comment);
    }
}
