using Gatehouse.Generators.Model;

namespace Gatehouse.Generators.Emitting;

/// <summary>
/// Writes the calls of handlers, by their numbers. A handler whose request has to be read first is called by a method of its own,
/// so that what an await needs is needed by this handler alone, and nothing is allocated where the body is already there.
/// </summary>
internal sealed class CallEmitter
{
    private const string ValueTask = "global::System.Threading.Tasks.ValueTask";
    private const string HandlerResult = $"{ArgumentEmitter.Namespace}.HandlerResult";

    private readonly DispatchModel model;
    private readonly IReadOnlyList<CallModel> calls;
    private readonly EnumFormats formats;
    private readonly ArgumentEmitter arguments;
    private readonly SortedDictionary<int, string> bodyCalls = [];

    public CallEmitter(DispatchModel model)
    {
        this.model = model;
        calls = model.ListCalls();
        formats = new EnumFormats(calls);
        arguments = new ArgumentEmitter(model.Type, formats);
        NameBodyCalls();
    }

    /// <summary>The calls, by their handlers' numbers.</summary>
    public IReadOnlyList<CallModel> All => calls;

    /// <summary>The call of a handler that needs no body, as an expression of what the handler returns.</summary>
    public string Invocation(int id) =>
        $"{Receiver(calls[id], "application")}.{calls[id].MethodName}({arguments.EmitAll(calls[id])})";

    /// <summary>The call of a WebSocket's handler, on several lines.</summary>
    public string WebSocket(RouteModel route, WebSocketModel socket) =>
        WebSocketEmitter.Call(route, socket, Receiver(route.Call, "call.Item1"), arguments);

    /// <summary>The call of a handler that returns something, as an expression that is a ValueTask.</summary>
    public string Returned(int id)
    {
        if (BodyCall(id) is { } bodyCall) return bodyCall;
        return calls[id].Result switch
        {
            ResultKind.ValueTask => Invocation(id),
            ResultKind.Task => $"new {ValueTask}({Invocation(id)})",
            _ => Written(id),
        };
    }

    /// <summary>The call of a handler as a statement that is done when the answer is there.</summary>
    public string Awaited(int id) => BodyCall(id) is { } bodyCall ? $"await {bodyCall};" : AwaitedHandler(id);

    /// <summary>Emits what handlers need besides the matcher to be called: the calls that read a body, and how enums are written.</summary>
    public void EmitBinding(SourceWriter writer)
    {
        if (bodyCalls.Count == 0 && !formats.Any) return;
        writer.Line().Line(SourceWriter.GeneratedCode).Open($"private static class {model.Type.BindingName}");
        bool isFirst = true;
        foreach (KeyValuePair<int, string> bodyCall in bodyCalls)
        {
            if (!isFirst) writer.Line();
            isFirst = false;
            EmitBodyCall(writer, bodyCall.Key, bodyCall.Value);
        }

        if (!isFirst && formats.Any) writer.Line();
        formats.Emit(writer);
        writer.Close();
    }

    /// <summary>What a handler is called on.</summary>
    private string Receiver(CallModel call, string application) =>
        call.IsStatic ? call.Owner ?? model.Type.FullName
        : call.Field is { } field ? $"{application}.{field}"
        : application;

    private void NameBodyCalls()
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        for (int id = 0; id < calls.Count; id++)
        {
            if (!calls[id].ReadsBody) continue;
            string wanted = "Call" + calls[id].MethodName.TrimStart('@');
            string name = wanted;
            for (int i = 2; !taken.Add(name); i++) name = $"{wanted}{i}";
            bodyCalls.Add(id, name);
        }
    }

    private string? BodyCall(int id) =>
        bodyCalls.TryGetValue(id, out string? name) ? $"{model.Type.BindingName}.{name}(application, request, response)" : null;

    private void EmitBodyCall(SourceWriter writer, int id, string name)
    {
        writer.Line($"// {DispatchEmitter.NameOf(model, id)}");
        writer.Line($"public static async {ValueTask} {name}(").Indented(_ => writer.Line(
            $"{model.Type.FullName} application, global::Gatehouse.Request request, global::Gatehouse.Response response)"));
        writer.Open();
        if (calls[id].Arguments.FirstOrDefault(argument => argument.Kind == ArgumentKind.Body) is { Json: { } json } body)
        {
            string otherwise = body is { IsRequired: false, Default: { } value } ? $",\n{value}" : "";
            string method = body.IsRequired ? "ReadAsync" : "ReadOptionalAsync";
            writer.Line($"var {ArgumentEmitter.BodyLocal} = await {ArgumentEmitter.Namespace}.JsonBody.{method}(\nrequest,\n{TypeInfoOf(json)}{otherwise});");
        }
        else
        {
            writer.Line($"var {ArgumentEmitter.FormLocal} = await {ArgumentEmitter.Namespace}.FormValue.ReadAsync(request);");
        }

        writer.Line(AwaitedHandler(id)).Close();
    }

    private string AwaitedHandler(int id) => calls[id].Result switch
    {
        ResultKind.Void => $"{Invocation(id)};",
        ResultKind.Task or ResultKind.ValueTask => $"await {Invocation(id)};",
        _ => $"await {Written(id)};",
    };

    /// <summary>The call of a handler, and the sending of what it returns.</summary>
    private string Written(int id) => calls[id] is { Result: ResultKind.Json or ResultKind.PendingJson, JsonResult: { } json }
        ? $"{HandlerResult}.WriteJsonAsync(\nresponse,\n{Invocation(id).Replace("\n", "\n    ")},\n{TypeInfoOf(json)})"
        : $"{HandlerResult}.WriteAsync(response, {Invocation(id)})";

    /// <summary>Metadata of a type, from the app's context.</summary>
    private static string TypeInfoOf(JsonTypeModel json) =>
        $"(global::System.Text.Json.Serialization.Metadata.JsonTypeInfo<{json.TypeName}>){json.Context}.Default.GetTypeInfo(typeof({json.TypeOf}))!";
}
