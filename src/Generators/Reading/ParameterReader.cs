using Gatehouse.Generators.Model;
using Gatehouse.Generators.Routing;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Reads where the parameters of handlers get their values: from what is marked, from the template, or by their type.</summary>
internal sealed class ParameterReader(KnownTypes known, AppSources sources, Problems problems, CancellationToken cancellationToken)
{
    private const string NoSource =
        "it is not one of Request, Response, CancellationToken, WorkerContext and GatewayWebSocket, nor of a type that is written as text; "
        + "mark it [FromBody] to read it as JSON, or [FromServices]";

    private readonly ValueReader values = new(known);
    private readonly AbsenceReader absence = new(problems, cancellationToken);
    private readonly ConstraintCheck constraints = new(known, problems, cancellationToken);

    // What is wrong with a parameter is wrong for every template: said once.
    private readonly HashSet<ISymbol> faulty = new(SymbolEqualityComparer.Default);

    /// <summary>Null is an error that was reported.</summary>
    public ArgumentModel? Read(IParameterSymbol parameter, RouteTemplate? template, bool isWebSocket)
    {
        if (faulty.Contains(parameter)) return null;
        if (parameter.Type.TypeKind == TypeKind.Error)
        {
            problems.AddCompilerError();
            return null;
        }

        if (!IsByValue(parameter)) return Unsupported(parameter, "it is passed by reference");
        List<AttributeData> marks = MarksOf(parameter);
        if (marks.Count > 0) return ReadMarked(parameter, marks, template, isWebSocket);
        if (KnownTypes.Is(parameter.Type, known.GatewayWebSocket))
        {
            return isWebSocket
                ? new ArgumentModel(ArgumentKind.WebSocket)
                : Unsupported(parameter, "only the handler of a WebSocket route has one");
        }

        if (isWebSocket && KnownTypes.Is(parameter.Type, known.Response))
            return Unsupported(parameter, "a WebSocket has no response: its request is answered before the handler runs");
        return Ambient(parameter.Type) is { } ambient ? new ArgumentModel(ambient) : ReadRouted(parameter, template);
    }

    /// <summary>Whether a parameter has a value without a template.</summary>
    public bool IsBare(IParameterSymbol parameter) =>
        IsByValue(parameter) && (Ambient(parameter.Type) is not null || MarksOf(parameter).Count > 0);

    private static bool IsByValue(IParameterSymbol parameter) => parameter.RefKind is RefKind.None or RefKind.In;

    private List<AttributeData> MarksOf(IParameterSymbol parameter) =>
        [.. parameter.GetAttributes().Where(attribute => KindOf(attribute) is not null)];

    private ArgumentKind? KindOf(AttributeData attribute) =>
        attribute.AttributeClass is not { } type ? null
        : KnownTypes.Is(type, known.FromQueryAttribute) ? ArgumentKind.Query
        : KnownTypes.Is(type, known.FromHeaderAttribute) ? ArgumentKind.Header
        : KnownTypes.Is(type, known.FromFormAttribute) ? ArgumentKind.FormField
        : KnownTypes.Is(type, known.FromBodyAttribute) ? ArgumentKind.Body
        : KnownTypes.Is(type, known.FromServicesAttribute) ? ArgumentKind.Service
        : null;

    private ArgumentKind? Ambient(ITypeSymbol type) =>
        KnownTypes.Is(type, known.Request) ? ArgumentKind.Request
        : KnownTypes.Is(type, known.Response) ? ArgumentKind.Response
        : KnownTypes.Is(type, known.CancellationToken) ? ArgumentKind.Aborted
        : KnownTypes.Is(type, known.WorkerContext) ? ArgumentKind.Worker
        : null;

    private ArgumentModel? ReadRouted(IParameterSymbol parameter, RouteTemplate? template)
    {
        if (values.Read(Underlying(parameter.Type)) is not { } value) return Unsupported(parameter, NoSource);
        if (template is null) return Unsupported(parameter, "only a route has parameters of its own");
        int slot = template.SlotOf(parameter.Name);
        if (slot < 0)
        {
            problems.Add(RouteRules.MissingParameter, Places.NameOf(parameter), parameter.Name, template.Text);
            return null;
        }

        Segment segment = template.Find(parameter.Name)!;
        if (!constraints.Check(parameter, Underlying(parameter.Type), segment, template)) return null;
        string? absent = null;
        if (segment.MayBeAbsent && !absence.TryRead(parameter, Underlying(parameter.Type), value, segment, template, out absent)) return null;
        return Describe(parameter, ArgumentKind.Route) with
        {
            Name = parameter.Name,
            Slot = slot,
            Value = value,
            IsRequired = !segment.MayBeAbsent,
            IsCatchAll = segment.IsCatchAll,
            Absent = absent,
        };
    }

    private ArgumentModel? ReadMarked(IParameterSymbol parameter, List<AttributeData> marks, RouteTemplate? template, bool isWebSocket)
    {
        AttributeData mark = marks[0];
        if (marks.Count > 1)
            return Fail(parameter, BindingRules.TwoSources, Places.Of(marks[1], cancellationToken), parameter.Name, SourceOf(mark), SourceOf(marks[1]));
        if (template is not null && template.SlotOf(parameter.Name) >= 0)
            return Fail(parameter, BindingRules.TwoSources, Places.Of(mark, cancellationToken), parameter.Name, $"the template '{template.Text}'", SourceOf(mark));

        ArgumentKind kind = KindOf(mark)!.Value;
        if (isWebSocket && kind is ArgumentKind.Body or ArgumentKind.FormField)
            return Unsupported(parameter, "the request of a WebSocket has no body");
        switch (kind)
        {
            case ArgumentKind.Service: return ReadService(parameter);
            case ArgumentKind.Body: return ReadBody(parameter);
        }

        if (ReadName(parameter, mark, kind) is not { } name) return null;
        return kind == ArgumentKind.FormField && ReadForm(parameter, name) is { } form ? form : ReadValue(parameter, kind, name);
    }

    private static string SourceOf(AttributeData mark) => $"[{mark.AttributeClass!.Name.Replace("Attribute", "")}]";

    private string? ReadName(IParameterSymbol parameter, AttributeData mark, ArgumentKind kind)
    {
        if (mark.ConstructorArguments.Length != 1 || mark.ConstructorArguments[0].Kind == TypedConstantKind.Error)
        {
            problems.AddCompilerError();
            return null;
        }

        string? written = mark.ConstructorArguments[0].Value as string;
        string name = written ?? (kind == ArgumentKind.Header ? "" : parameter.Name);
        bool isGood = kind == ArgumentKind.Header ? name.Length > 0 && name.All(WebSocketReader.IsTokenCharacter) : name.Length > 0;
        if (isGood) return name;
        string what = kind switch
        {
            ArgumentKind.Header => "a header field, which is a token (RFC 9110 section 5.1)",
            ArgumentKind.Query => "a query parameter",
            _ => "a form field",
        };
        Fail(parameter, BindingRules.BadSourceName, Places.OfArgument(mark, 0, cancellationToken), name, what);
        return null;
    }

    private ArgumentModel? ReadValue(IParameterSymbol parameter, ArgumentKind kind, string name)
    {
        ArgumentModel argument = Describe(parameter, kind) with { Name = name };
        if (values.Read(Underlying(parameter.Type)) is { } value)
            return argument with { Value = value, IsRequired = !argument.IsNullable && !parameter.HasExplicitDefaultValue };
        return ValueReader.ElementOf(parameter.Type) is { } many && values.Read(many.Element) is { } element
            ? argument with { Value = element, Arity = many.Arity }
            : Unsupported(parameter, "nothing says how it is written as text: it takes a type that parses itself (ISpanParsable), an enum, or an array or list of such");
    }

    private ArgumentModel? ReadForm(IParameterSymbol parameter, string name)
    {
        if (KnownTypes.Is(parameter.Type, known.FormData)) return Describe(parameter, ArgumentKind.Form) with { IsRequired = true };
        ArgumentModel file = Describe(parameter, ArgumentKind.FormFile) with { Name = name };
        if (KnownTypes.Is(parameter.Type, known.FormFile)) return file with { IsRequired = !file.IsNullable && !parameter.HasExplicitDefaultValue };
        return ValueReader.ElementOf(parameter.Type) is { } many && KnownTypes.Is(many.Element, known.FormFile)
            ? file with { Arity = parameter.Type is IArrayTypeSymbol ? ArgumentArity.Array : ArgumentArity.List }
            : null;
    }

    private ArgumentModel? ReadBody(IParameterSymbol parameter)
    {
        string shown = parameter.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(Names.Short);
        if (sources.Json is not { } json)
        {
            if (sources.HasBrokenJson) return null;
            return Fail(parameter, BindingRules.NoJsonContext, Places.TypeOf(parameter, cancellationToken), shown);
        }

        if (!json.Declares(parameter.Type))
            return Fail(parameter, BindingRules.NotDeclared, Places.TypeOf(parameter, cancellationToken), json.ShortName, shown);

        ArgumentModel argument = Describe(parameter, ArgumentKind.Body);
        return argument with
        {
            Json = json.Of(parameter.Type.IsReferenceType ? parameter.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated) : parameter.Type),
            IsRequired = !argument.IsNullable && !parameter.HasExplicitDefaultValue,
        };
    }

    private ArgumentModel? ReadService(IParameterSymbol parameter)
    {
        // A class of handlers without an app: it is said that nothing serves it.
        if (sources.Offers is not { } offers) return null;
        if (offers.FindService(parameter.Type.ToDisplayString(Names.Full)) is { } member)
            return Describe(parameter, ArgumentKind.Service) with { Member = member };
        string shown = parameter.Type.ToDisplayString(Names.Short);
        return Fail(parameter, BindingRules.NoService, Places.TypeOf(parameter, cancellationToken), shown, offers.DescribeServices());
    }

    private static ArgumentModel Describe(IParameterSymbol parameter, ArgumentKind kind) => new(kind)
    {
        TypeName = parameter.Type.ToDisplayString(Names.Full),
        IsNullable = parameter.Type.NullableAnnotation == NullableAnnotation.Annotated || IsNullableValue(parameter.Type),
        IsValueType = parameter.Type.IsValueType,
        Default = DefaultValue.Of(parameter),
    };

    private static bool IsNullableValue(ITypeSymbol type) => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    private static ITypeSymbol Underlying(ITypeSymbol type) => IsNullableValue(type) ? ((INamedTypeSymbol)type).TypeArguments[0] : type;

    private ArgumentModel? Unsupported(IParameterSymbol parameter, string reason) => Fail(
        parameter, HandlerRules.UnsupportedParameter, Places.TypeOf(parameter, cancellationToken), parameter.Type.ToDisplayString(Names.Short), reason);

    private ArgumentModel? Fail(IParameterSymbol parameter, DiagnosticDescriptor rule, Location? place, params object[] arguments)
    {
        faulty.Add(parameter);
        problems.Add(rule, place, arguments);
        return null;
    }
}
