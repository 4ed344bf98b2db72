using Gatehouse.Generators.Model;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Reads what an app offers by type: its members marked <c>[Service]</c>, and those of its base classes.</summary>
internal static class ServiceReader
{
    public static EquatableArray<ServiceModel> Read(INamedTypeSymbol type, KnownTypes known, Problems problems)
    {
        var services = new List<ServiceModel>();
        for (INamedTypeSymbol? level = type; level is not null; level = level.BaseType)
        {
            foreach (ISymbol member in level.GetMembers().Where(member => IsService(member, known)))
            {
                ITypeSymbol? offered = TypeOf(member);
                if (offered is null) continue;
                if (offered.TypeKind == TypeKind.Error)
                {
                    problems.AddCompilerError();
                    continue;
                }

                string typeName = offered.ToDisplayString(Names.Full);
                ServiceModel? same = services.Find(service => service.TypeName == typeName);
                if (FaultOf(member, type, same, known) is { } fault)
                {
                    problems.Add(PartRules.CannotOffer, Places.NameOf(member) ?? Places.NameOf(type), member.Name, fault);
                    continue;
                }

                string shortName = offered.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(Names.Short);
                bool isNullable = offered is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated };
                services.Add(new ServiceModel(typeName, shortName, Names.Escape(member.Name), member.IsStatic, isNullable));
            }
        }

        return services.ToEquatableArray();
    }

    private static bool IsService(ISymbol member, KnownTypes known) =>
        KnownTypes.AttributeOf(member, known.ServiceAttribute) is not null;

    private static ITypeSymbol? TypeOf(ISymbol member) => member switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };

    private static string? FaultOf(ISymbol member, INamedTypeSymbol app, ServiceModel? same, KnownTypes known) => member switch
    {
        IPropertySymbol { IsIndexer: true } => "it is an indexer",
        IPropertySymbol { GetMethod: null } => "it cannot be read",
        IPropertySymbol { ExplicitInterfaceImplementations.Length: > 0 } => "it has no name to read it by",
        _ when !known.IsReachable(member, app) => $"it is not accessible to '{app.Name}'",
        _ when same is not null => $"'{same.Member.TrimStart('@')}' has the same type",
        _ => null,
    };
}
