using Gatehouse.Generators.Model;

namespace Gatehouse.Generators.Emitting;

/// <summary>Writes the argument that a parameter is called with: the binding of its value, in one expression.</summary>
/// <param name="type">The app.</param>
/// <param name="formats">Names of the emitted formats of enums.</param>
internal sealed class ArgumentEmitter(AppType type, EnumFormats formats)
{
    public const string Namespace = "global::Gatehouse.CompilerServices";
    public const string FormLocal = "form";
    public const string BodyLocal = "body";
    private const string RouteValue = $"{Namespace}.RouteValue";
    private const string FormValue = $"{Namespace}.FormValue";

    /// <summary>The arguments: on a line each when one of them has to be bound, since that is long.</summary>
    public string EmitAll(CallModel call)
    {
        bool isLong = call.Arguments.Any(argument => argument.Value is not null || argument.Kind == ArgumentKind.FormFile);
        return string.Join(isLong ? "," : ", ", call.Arguments.Select(argument => (isLong ? "\n" : "") + Emit(argument)));
    }

    public string Emit(ArgumentModel argument) => argument.Kind switch
    {
        ArgumentKind.Request => "request",
        ArgumentKind.Response => "response",
        ArgumentKind.Aborted => "request.Aborted",
        ArgumentKind.Worker => $"application.{type.WorkerName}",
        ArgumentKind.Service => argument.Member!,
        ArgumentKind.Route => Route(argument),
        ArgumentKind.Query => Value($"{Namespace}.QueryValue", "request", argument),
        ArgumentKind.Header => Value($"{Namespace}.HeaderValue", "request", argument),
        ArgumentKind.FormField => Value(FormValue, FormLocal, argument),
        ArgumentKind.FormFile => File(argument),
        ArgumentKind.Form => FormLocal,
        _ => BodyLocal + (argument is { IsRequired: false, IsNullable: false, IsValueType: false } ? "!" : ""),
    };

    private string Route(ArgumentModel argument) =>
        argument.Absent is { } absent ? $"{RouteValue}.IsPresent(request, {argument.Slot}) ? {Present(argument)} : {absent}" : Present(argument);

    private string Present(ArgumentModel argument)
    {
        ValueModel value = argument.Value!;
        if (value.Form == ValueForm.Text) return $"{RouteValue}.{(argument.IsCatchAll ? "Rest" : "Text")}(request, {argument.Slot})";
        string method = (value.Form, value.TypeName) switch
        {
            (ValueForm.Integer, "int") => "Int32",
            (ValueForm.Integer, "long") => "Int64",
            (ValueForm.Integer, _) => $"Integer<{value.TypeName}>",
            (ValueForm.Guid, _) => "Guid",
            _ => $"Parse<{value.TypeName}, {FormatOf(value)}>",
        };
        return $"{RouteValue}.{method}(request, {argument.Slot}, {SourceWriter.Quote(argument.Name!)})";
    }

    private string Value(string source, string from, ArgumentModel argument)
    {
        ValueModel value = argument.Value!;
        string types = $"<{value.TypeName}, {FormatOf(value)}>";
        string call = $"({from}, {SourceWriter.Quote(argument.Name!)})";
        if (argument.Arity != ArgumentArity.One) return $"{source}.{argument.Arity}{types}{call}{(argument.IsNullable ? "" : " ?? []")}";
        if (argument.IsRequired) return $"{source}.Required{types}{call}";
        return $"{source}.{(argument.IsValueType ? "Nullable" : "OrNull")}{types}{call}{Otherwise(argument)}";
    }

    /// <summary>What an argument is that is absent: its default; or null, also where the handler says that it takes none.</summary>
    private static string Otherwise(ArgumentModel argument) =>
        argument.Default is { } value ? $" ?? {value}" : argument.IsNullable ? "" : "!";

    private static string File(ArgumentModel argument)
    {
        string name = SourceWriter.Quote(argument.Name!);
        string absent = argument.IsNullable ? "" : " ?? []";
        return argument.Arity switch
        {
            ArgumentArity.Array => $"{FormValue}.Files({FormLocal}, {name})?.ToArray(){absent}",
            ArgumentArity.List => $"{FormValue}.Files({FormLocal}, {name}){absent}",
            _ when argument.IsRequired => $"{FormValue}.File({FormLocal}, {name})",
            _ => $"{FormLocal}.File({name}){(argument.IsNullable ? "" : "!")}",
        };
    }

    private string FormatOf(ValueModel value) => value.Form switch
    {
        ValueForm.Integer or ValueForm.Number => $"{Namespace}.{value.Form}Format<{value.TypeName}>",
        ValueForm.Utf8Parsable or ValueForm.Parsable => $"{Namespace}.{value.Form}Format<{value.TypeName}>",
        ValueForm.Enum => $"{type.BindingName}.{formats.NameOf(value.Enum!)}",
        _ => $"{Namespace}.{value.Form}Format",
    };
}
