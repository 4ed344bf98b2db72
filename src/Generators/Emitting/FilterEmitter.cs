using Gatehouse.Generators.Model;

namespace Gatehouse.Generators.Emitting;

/// <summary>
/// Emits the calls that go through filters, a method each: the filters one within the other, as a person would write them. What
/// completes at once allocates nothing, since an async method has no object until it waits.
/// </summary>
internal sealed class FilterEmitter(SourceWriter writer, DispatchModel model, CallEmitter calls)
{
    private const string FilteredCall = "global::Gatehouse.CompilerServices.FilteredCall";
    private const string ValueTask = "global::System.Threading.Tasks.ValueTask";

    /// <summary>Whether a call goes through a method of this class.</summary>
    public static bool IsNeeded(CallEmitter calls) => calls.All.Any(call => call.Filters.Count > 0);

    /// <summary>The call of the method with a handler's number.</summary>
    public static string CallOf(AppType type, int id) => $"{type.FiltersName}.Handler{id}Async(application, request, response)";

    /// <summary>Emits the class with the methods.</summary>
    public void Emit()
    {
        writer.Line().Line(SourceWriter.GeneratedCode).Open($"private static class {model.Type.FiltersName}");
        bool isFirst = true;
        for (int id = 0; id < model.Routes.Count; id++)
        {
            RouteModel route = model.Routes[id];
            string statement = route.WebSocket is { } socket
                ? $"await {calls.WebSocket(route, socket)};"
                : calls.Awaited(id);

            // A socket has no answer to keep.
            bool holds = route.WebSocket is null && HasAfter(route.Call);
            EmitMethod(id, DispatchEmitter.NameOf(route), route.Call, statement, holds, ref isFirst);
        }

        if (model.Fallback is { } bare)
        {
            int id = model.Routes.Count;
            EmitMethod(id, DispatchEmitter.NameOf(model, id), bare, calls.Awaited(id), HasAfter(bare), ref isFirst);
        }

        writer.Close();
    }

    /// <summary>Only what runs after the handler has a use for an answer that is not yet sent.</summary>
    private static bool HasAfter(CallModel call) => call.Filters.Any(filter => filter.IsAfter);

    /// <summary>Whether what is emitted for the filters from one on ends with a block.</summary>
    private static bool EndsWithBlock(EquatableArray<FilterModel> filters, int index) =>
        index < filters.Count && (filters[index].IsBefore || !filters[index].IsAfter);

    private void EmitMethod(int id, string name, CallModel call, string statement, bool holds, ref bool isFirst)
    {
        if (call.Filters.Count == 0) return;
        if (!isFirst) writer.Line();
        isFirst = false;
        writer.Line($"// {name}");
        writer.Line($"public static async {ValueTask} Handler{id}Async(").Indented(_ => writer.Line(
            $"{model.Type.FullName} application, global::Gatehouse.Request request, global::Gatehouse.Response response)"));
        writer.Open();
        if (holds) writer.Line($"{FilteredCall}.Hold(response);");
        EmitFilter(call.Filters, 0, statement);
        if (holds && EndsWithBlock(call.Filters, 0)) writer.Line();
        if (holds) writer.Line($"await {FilteredCall}.SendAsync(response);");
        writer.Close();
    }

    private void EmitFilter(EquatableArray<FilterModel> filters, int index, string statement)
    {
        if (index == filters.Count)
        {
            writer.Line(statement);
            return;
        }

        FilterModel filter = filters[index];
        if (filter.IsBefore) writer.Open($"if (await {As("IBeforeFilter", filter)}.BeforeAsync(request, response))");
        if (filter.IsException)
        {
            writer.Open("try");
            EmitFilter(filters, index + 1, statement);
            writer.Close();
            writer.Open($"catch (global::System.Exception exception) when ({FilteredCall}.CanAnswer(request, response))");
            writer.Line($"if (!await {FilteredCall}.AnswerAsync(application.{filter.Field}, exception, request, response)) throw;");
            writer.Close();
        }
        else
        {
            EmitFilter(filters, index + 1, statement);
        }

        if (filter.IsAfter && (filter.IsException || EndsWithBlock(filters, index + 1))) writer.Line();
        if (filter.IsAfter) writer.Line($"await {As("IAfterFilter", filter)}.AfterAsync(request, response);");
        if (filter.IsBefore) writer.Close();
    }

    /// <summary>The filter as what it implements, which may be explicit. Of a sealed class this costs nothing.</summary>
    private static string As(string contract, FilterModel filter) => $"((global::Gatehouse.{contract})application.{filter.Field})";
}
