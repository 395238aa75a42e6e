import { parse, validate } from 'graphql';
import { buildApiSchema, modesOfField } from '../../../local/appsync/schema';
import { firstOperations } from '../../../local/front-door/first-operations';
import { documentedSchema } from '../../../local/front-door/graphql-api';
import type { GraphQlApi } from '../../../local/front-door/graphql-api';

function apiOf(definition: string, modes: string[] = ['API_KEY', 'AWS_IAM']): GraphQlApi {
  return {
    modes,
    apiKeys: [],
    schema: buildApiSchema(definition),
    modesOf: (type, field) => modesOfField(type, field, 'API_KEY'),
  };
}

const schema = `
type Query { secret: Int @aws_iam, room(id: ID!, at: AWSDateTime!, optional: Int): Room }
type Mutation { open(input: OpenInput!): [Room!]! }
type Subscription { onOpen: Room }
type Room { id: ID! owner: Person found: Thing events(after: Int!): [Int] }
type Person { name: String rooms: [Room] }
union Thing = Room | Person
enum Size { SMALL LARGE }
input OpenInput { size: Size! days: [Int!]! note: String inner: Inner! }
input Inner { open: Boolean! price: Float! again: Inner }
`;

describe('the console begins with', () => {
  test('an operation of each kind, in the first mode, with a value for all that needs one', () => {
    const [query, mutation, subscription] = firstOperations(apiOf(schema));

    expect(query?.text).toBe(`query Room {
  room(id: "id", at: "2026-01-31T12:00:00Z") {
    id
    owner {
      name
      rooms {
        id
      }
    }
    found {
      __typename
    }
  }
}
`);
    expect(mutation?.text).toContain(
      'open(input: { size: SMALL, days: [1], inner: { open: true, price: 1.5 } })',
    );
    expect(subscription?.kind).toBe('subscription');
  });

  test('what the API takes as it stands', () => {
    const api = apiOf(schema);
    for (const { text } of firstOperations(api)) expect(validate(api.schema, parse(text))).toEqual([]);
  });

  test('what needs no token, though the API asks for tokens by default', () => {
    const [query] = firstOperations(
      apiOf('type Query { byToken: Int @aws_lambda, byKey: Int @aws_api_key }', ['AWS_LAMBDA', 'API_KEY']),
    );
    expect(query?.text).toBe('query ByKey {\n  byKey\n}\n');
  });

  test('the first field where none may be used in the first mode', () => {
    const [query, ...others] = firstOperations(apiOf('type Query { secret: Int @aws_iam }'));

    expect(query?.text).toBe('query Secret {\n  secret\n}\n');
    expect(others).toEqual([]);
  });
});

describe('the schema that the console shows', () => {
  const fieldsOf = (api: GraphQlApi) => {
    const query = documentedSchema(api).__schema.types.find(({ name }) => name === 'Query');
    return query?.kind === 'OBJECT' ? query.fields.map(({ name, description }) => [name, description]) : [];
  };
  const definition = 'type Query { "Mine." secret: Int @aws_iam both: Int @aws_api_key @aws_iam open: Int }';

  test('says in which modes a field may be used', () => {
    expect(fieldsOf(apiOf(definition))).toEqual([
      ['secret', '*IAM.* Mine.'],
      ['both', '*API key or IAM.*'],
      ['open', '*API key.*'],
    ]);
  });

  test('and is as it was written where the API has one mode', () => {
    expect(fieldsOf(apiOf(definition, ['API_KEY']))).toEqual([
      ['secret', 'Mine.'],
      ['both', null],
      ['open', null],
    ]);
  });
});
