using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>Finds where code writes a header into what ASP.NET Core says of the client, which is the work of a middleware that checks the sender.</summary>
internal static class CopiedFacts
{
    /// <summary>The assignments that a value reaches.</summary>
    /// <param name="end">End of the value's way.</param>
    /// <param name="decides">Whether an assignment counts too that happens only if the value compares to something.</param>
    public static IEnumerable<IAssignmentOperation> Of(FlowEnd end, bool decides)
    {
        if (end.User is IAssignmentOperation assignment && assignment.Value == end.Value) return FactOf(assignment) is null ? [] : [assignment];
        return decides && end.User is not null && !FlowUses.IsQuestion(end) && IsBoolean(end.User) ? Governed(end.User) : [];
    }

    /// <summary>What of the request an assignment changes: <c>Request.Host</c>; null for other targets.</summary>
    public static string? FactOf(IAssignmentOperation assignment)
    {
        if (assignment.Target is not IPropertyReferenceOperation { Property: { ContainingType: { } type } property }) return null;
        return property.Name switch
        {
            "RemoteIpAddress" when Is(type, "ConnectionInfo", "IHttpConnectionFeature") => "Connection.RemoteIpAddress",
            "Host" or "IsHttps" when Is(type, "HttpRequest", null) => $"Request.{property.Name}",
            "Scheme" or "PathBase" when Is(type, "HttpRequest", "IHttpRequestFeature") => $"Request.{property.Name}",
            _ => null,
        };
    }

    private static bool Is(INamedTypeSymbol type, string name, string? feature)
    {
        for (INamedTypeSymbol? ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (ancestor.Name == name && IsHttp(ancestor)) return true;
        }

        return feature is not null && (IsFeature(type) || type.AllInterfaces.Any(IsFeature));

        bool IsFeature(INamedTypeSymbol contract) => contract.Name == feature && IsHttp(contract);
    }

    private static bool IsHttp(INamedTypeSymbol type) =>
        type.ContainingNamespace is { } space && (space.Name == "Http" ? space : space.ContainingNamespace) is { Name: "Http", ContainingNamespace.Name: "AspNetCore" };

    /// <summary>The assignments that depend on the answer to a question.</summary>
    private static IEnumerable<IAssignmentOperation> Governed(IOperation question)
    {
        IOperation operation = question;
        while (operation.Parent is { } parent)
        {
            if (parent is IConditionalOperation { Type: null } statement)
            {
                return statement.ChildOperations.Where(branch => branch != operation)
                    .SelectMany(branch => branch.DescendantsAndSelf())
                    .OfType<IAssignmentOperation>()
                    .Where(assignment => assignment.Value.ConstantValue.HasValue && FactOf(assignment) is not null);
            }

            if (parent is IAssignmentOperation assignment) return assignment.Value == operation && FactOf(assignment) is not null ? [assignment] : [];
            if (parent is not (IConversionOperation or IUnaryOperation or IBinaryOperation or ICoalesceOperation or IConditionalOperation or IConditionalAccessOperation))
                return [];
            operation = parent;
        }

        return [];
    }

    private static bool IsBoolean(IOperation operation) => operation.Type?.SpecialType == SpecialType.System_Boolean;
}
