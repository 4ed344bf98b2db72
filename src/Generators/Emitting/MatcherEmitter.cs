using System.Globalization;
using Gatehouse.Generators.Model;
using Gatehouse.Generators.Routing;

namespace Gatehouse.Generators.Emitting;

/// <summary>
/// Emits the matcher: whole literal paths by one byte first, the other templates segment by segment. Precedence is
/// literal over constrained over free over catch-all, decided at the leftmost segment that differs. A route answers when its template
/// matches the path and its method the request's; where templates match but no method does, the answer is 405 with the
/// methods of all of them. Nothing is looked up in a table, and nothing is allocated.
/// </summary>
internal sealed class MatcherEmitter(SourceWriter writer)
{
    private const string Handler = "global::Gatehouse.Handler";
    private const string Request = "global::Gatehouse.Request";
    private const string Bytes = "global::System.ReadOnlySpan<byte>";

    private static readonly Subject SegmentSubject = new(
        "segment", $"{Request} request, {Bytes} path, int end, {Bytes} segment", "request, path, end, segment");

    private readonly MatcherNames names = new();

    public static string HandlerOf(int id, bool isBlocking, string? route) =>
        $"{Handler}.Of({id}, isBlocking: {(isBlocking ? "true" : "false")}, {(route is null ? "null" : SourceWriter.Quote(route))})";

    /// <summary>The method that chooses among routes, files, or both.</summary>
    public static string SelectorOf(int routes, int folders) =>
        folders == 0 ? "Select" : routes == 0 ? "SelectFile" : "SelectOrFile";

    /// <summary>
    /// Emits the class: Select for routes, SelectFile for static folders, SelectOrFile for both, and SelectOrElse where there is
    /// a bare callable to fall back to.
    /// </summary>
    public void Emit(
        string declaration, IReadOnlyList<Resource> resources, IReadOnlyList<(string Path, int HandlerId)> folders, CallModel? fallback)
    {
        string selector = SelectorOf(resources.Count, folders.Count);
        List<Resource> literal = [.. resources.Where(resource => resource.Template.IsLiteral)];
        List<Resource> others = [.. resources.Where(resource => !resource.Template.IsLiteral)];
        SegmentTrie root = SegmentTrie.Of(others);

        writer.Open($"{declaration} : global::Gatehouse.CompilerServices.RouteMatcher");
        if (fallback is not null) EmitSelectOrElse(fallback, selector);

        if (folders.Count > 0) EmitFiles(folders, besideRoutes: resources.Count > 0);
        if (resources.Count > 0) EmitSelect(literal, others, root);
        if (others.Count > 0) EmitNode(root);
        foreach (Resource resource in resources) EmitResource(resource);
        writer.Close();
    }

    /// <summary>Routes win over files, and the deepest of nested folders over the others.</summary>
    private void EmitFiles(IReadOnlyList<(string Path, int HandlerId)> folders, bool besideRoutes)
    {
        if (besideRoutes)
        {
            writer.Open($"public static {Handler} SelectOrFile({Request} request)");
            writer.Line($"{Handler} handler = Select(request);");
            writer.Line("return handler.Id >= 0 ? handler : OrElse(handler, SelectFile(request));");
            writer.Close().Line();
        }

        writer.Open($"{(besideRoutes ? "private" : "public")} static {Handler} SelectFile({Request} request)");
        writer.Line($"{Bytes} path = request.PathBytes;");
        foreach ((string path, int id) in folders.OrderByDescending(folder => folder.Path.Length))
        {
            string handler = HandlerOf(id, isBlocking: false, path + "/*");
            writer.Line($"if (IsBeneath(path, {SourceWriter.QuoteUtf8(path)})) return FileHandler(request, {handler});");
        }

        writer.Line("return NotFound;").Close();
        if (besideRoutes) writer.Line();
    }

    /// <summary>The statement that gives a request its handler's own limit.</summary>
    public static string LimitOf(long maxRequestBody) =>
        $"request.MaxRequestBody = {maxRequestBody.ToString(CultureInfo.InvariantCulture)};";

    private void EmitSelectOrElse(CallModel fallback, string selector)
    {
        string signature = $"public static {Handler} SelectOrElse({Request} request, {Handler} fallback)";
        if (fallback.MaxRequestBody is { } limit)
        {
            writer.Open(signature);
            writer.Line($"{Handler} handler = OrElse({selector}(request), fallback);");
            writer.Line($"if (handler.Id == fallback.Id) {LimitOf(limit)}");
            writer.Line("return handler;").Close().Line();
            return;
        }

        writer.Line(signature + " =>");
        writer.Indented(inner => inner.Line($"OrElse({selector}(request), fallback);")).Line();
    }

    private void EmitSelect(List<Resource> literal, List<Resource> others, SegmentTrie root)
    {
        writer.Open($"public static {Handler} Select({Request} request)");
        writer.Line($"{Bytes} path = PathOf(request);");
        List<Choice> choices =
        [
            .. literal.Select(resource => new Choice(
                resource.Template.Path,
                $"{names.Of(resource)}(request)",
                others.Any(other => Overlap.Exists(resource.Template, other.Template)))),
        ];
        var literals = new LiteralSwitch(
            writer, names, new Subject("path", $"{Request} request, {Bytes} path", "request, path"), "SelectLiteral", isLast: others.Count == 0);
        bool hasEarlier = literals.NeedsHandler(choices);
        if (hasEarlier) writer.Line($"{Handler} handler = NotFound;");
        EmitChoices(literals, choices, hasEarlier);
        string none = hasEarlier ? "handler" : "NotFound";
        if (others.Count == 0)
        {
            writer.Line($"return {none};");
        }
        else
        {
            string rest = $"{names.Of(root)}(request, path, 0)";
            writer.Line($"if (path.IsEmpty || path[0] != (byte)'/') return {none};");
            writer.Line($"return {(hasEarlier ? $"Either(handler, {rest})" : rest)};");
        }

        writer.Close();
        literals.EmitMethods();
    }

    private void EmitChoices(LiteralSwitch literals, List<Choice> choices, bool hasEarlier)
    {
        if (choices.Count == 0) return;
        literals.Emit(choices);
        writer.Line();
        if (hasEarlier) writer.Line("if (handler.Id >= 0) return handler;").Line();
    }

    private void EmitNode(SegmentTrie node)
    {
        string prefix = string.Concat(node.Path.Select(segment => $"/{segment}"));
        writer.Line().Line($"// {prefix}/…");
        writer.Open($"private static {Handler} {names.Of(node)}({Request} request, {Bytes} path, int end)");
        if (node.Resource is { } resource) writer.Line($"if (end == path.Length) return {names.Of(resource)}(request);");
        else if (node.Parent is not null) writer.Line("if (end == path.Length) return NotFound;");
        writer.Line("int start = end + 1;");
        if (node.Literals.Count + node.Parameters.Count > 0) EmitChildren(node);
        else writer.Line(CatchAll(node.CatchAll!, hasEarlier: false)).Close();
        foreach (SegmentTrie child in node.Literals.Concat(node.Parameters).Where(child => child.HasChildren)) EmitNode(child);
    }

    private void EmitChildren(SegmentTrie node)
    {
        writer.Line("end = SegmentEnd(request, path, start);").Line($"{Bytes} segment = path[start..end];");
        List<Choice> choices =
            [.. node.Literals.Select(child => new Choice(child.Segment!.Literal!, Outcome(child), child.MayGiveWay))];

        var literals = new LiteralSwitch(
            writer, names, SegmentSubject, names.Of(node) + "Literal", isLast: node.Parameters.Count == 0 && node.CatchAll is null);

        // Whether an earlier branch may have left an outcome to go back to.
        bool hasEarlier = literals.NeedsHandler(choices);
        if (hasEarlier || node.Parameters.Any(child => child.MayGiveWay)) writer.Line($"{Handler} handler = NotFound;");
        EmitChoices(literals, choices, hasEarlier);
        foreach (SegmentTrie child in node.Parameters)
        {
            EmitParameter(child, hasEarlier);
            hasEarlier |= child.MayGiveWay;
        }

        if (node.CatchAll is { } rest) writer.Line(CatchAll(rest, hasEarlier));
        else if (node.Parameters.All(child => IsConstrained(child) || child.MayGiveWay)) writer.Line($"return {(hasEarlier ? "handler" : "NotFound")};");
        writer.Close();
        literals.EmitMethods();
    }

    private string CatchAll(SegmentTrie child, bool hasEarlier)
    {
        string outcome = $"CaptureRest(request, {child.Slot}, path, start) ? {names.Of(child.Resource!)}(request) : NotFound";
        return hasEarlier ? $"return Either(handler, {outcome});" : $"return {outcome};";
    }

    private void EmitParameter(SegmentTrie child, bool hasEarlier)
    {
        string outcome = hasEarlier ? $"Either(handler, {Outcome(child)})" : Outcome(child);
        string capture = $"Capture(request, {child.Slot}, start, segment.Length);";
        if (!IsConstrained(child) && !child.MayGiveWay)
        {
            writer.Line($"if (!IsValue(segment)) return {(hasEarlier ? "handler" : "NotFound")};");
            writer.Line(capture).Line($"return {outcome};");
            return;
        }

        writer.Open($"if ({ConstraintTest.Of(child.Segment!.Constraint)})").Line(capture);
        if (child.MayGiveWay) writer.Line($"handler = {outcome};").Line("if (handler.Id >= 0) return handler;");
        else writer.Line($"return {outcome};");
        writer.Close().Line();
    }

    private static bool IsConstrained(SegmentTrie child) => child.Segment!.Constraint.Kind != ConstraintKind.None;

    private string Outcome(SegmentTrie child) =>
        child.HasChildren
            ? $"{names.Of(child)}(request, path, end)"
            : $"end == path.Length ? {names.Of(child.Resource!)}(request) : NotFound";

    private static string TestOf(string method) => method switch
    {
        "GET" => "IsGet(request)",
        "HEAD" => "IsHead(request)",
        "POST" => "IsPost(request)",
        "PUT" => "IsPut(request)",
        "PATCH" => "IsPatch(request)",
        "DELETE" => "IsDelete(request)",
        "OPTIONS" => "IsOptions(request)",
        _ => $"Is(request.MethodBytes, {SourceWriter.QuoteUtf8(method)})",
    };

    private void EmitResource(Resource resource)
    {
        writer.Line().Line($"// {resource.Template.Written}");
        writer.Open($"private static {Handler} {names.Of(resource)}({Request} request)");
        foreach (ResourceMethod method in resource.Methods)
        {
            string test = string.Join(" || ", method.HttpMethods.Select(TestOf));
            string handler = HandlerOf(method.Id, method.Route.Call.IsBlocking, method.Route.Template.Text);
            if (method.AbsentSlot is null && method.Route.Call.MaxRequestBody is null)
            {
                writer.Line($"if ({test}) return {handler};");
                continue;
            }

            writer.Open($"if ({test})");
            if (method.AbsentSlot is { } slot) writer.Line($"CaptureNothing(request, {slot});");
            if (method.Route.Call.MaxRequestBody is { } limit) writer.Line(LimitOf(limit));
            writer.Line($"return {handler};").Close().Line();
        }

        writer.Line($"return {Handler}.MethodNotAllowed({SourceWriter.Quote(resource.Allow)});");
        writer.Close();
    }
}
