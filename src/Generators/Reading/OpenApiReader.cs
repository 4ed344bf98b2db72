using Gatehouse.Generators.Model;
using Gatehouse.Generators.Routing;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Reads <c>[OpenApi]</c>.</summary>
internal sealed class OpenApiReader(KnownTypes known, Problems problems, CancellationToken cancellationToken)
{
    private const string DefaultPath = "/openapi.json";

    /// <summary>The attribute of an app; null where it has none.</summary>
    public static AttributeData? Find(INamedTypeSymbol type, KnownTypes known) =>
        KnownTypes.AttributeOf(type, known.OpenApiAttribute);

    /// <summary>The name of the handler that serves the document, which no member of the class has.</summary>
    public static string MemberName(INamedTypeSymbol type) => AppReader.FreeName(type, "GatewayOpenApi");

    public OpenApiModel? Read(INamedTypeSymbol type) => Find(type, known) is not { } attribute ? null : new OpenApiModel(
        Argument(attribute, "Title") ?? type.Name,
        Argument(attribute, "Description") ?? DocComment.Of(type, cancellationToken).Summary,
        MemberName(type));

    /// <summary>The route that answers with the document; null where its path cannot be one.</summary>
    public RouteModel? ReadRoute(AttributeData attribute, string memberName)
    {
        string path = Argument(attribute, "Path") ?? DefaultPath;
        RouteTemplate? template = new TemplateParser(ConstraintParser.BuiltIn).Parse(path, RoutePrefix.None, out TemplateError? error);
        string? fault = error?.Message ?? (path.Length == 0 ? "it must start with '/'" : template is { IsLiteral: false } ? "it has parameters" : null);
        if (fault is null)
        {
            var arguments = new[] { new ArgumentModel(ArgumentKind.Response) }.ToEquatableArray();
            return new RouteModel("GET", template!, new CallModel(memberName, true, ResultKind.Void, arguments));
        }

        problems.Add(OpenApiRules.BadPath, Places.OfArgument(attribute, "Path", cancellationToken), path, fault);
        return null;
    }

    private static string? Argument(AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value is { Kind: TypedConstantKind.Primitive, Value: string text } ? text : null;
}
